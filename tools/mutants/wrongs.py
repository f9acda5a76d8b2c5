"""Every small wrong that a module can be given."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """`was` and `now` are the line of code before and after, `within` is the function it is in.

    `place` and `variant` say where it is, and which of the ways to spoil that.
    """

    within: str
    was: str
    now: str
    place: int
    variant: int

    @property
    def key(self) -> str:
        """What names it as long as the code about it stays."""
        return f"{self.within}: {self.was} -> {self.now}"

    def spoilt(self, source: str) -> str:
        """The source with this wrong in it."""
        tree = ast.parse(source)
        _, node = list(_places(tree))[self.place]
        _spoil(node, self.variant)
        return ast.unparse(ast.fix_missing_locations(tree))


def wrongs(source: str) -> list[Wrong]:
    """All of a module; the same key only once."""
    found: dict[str, Wrong] = {}
    for place, (within, node) in enumerate(_places(ast.parse(source))):
        for variant in range(_variants(node)):
            spoilt = copy.deepcopy(node)
            _spoil(spoilt, variant)
            wrong = Wrong(within, _line(node), _line(spoilt), place, variant)
            if wrong.was != wrong.now:
                found.setdefault(wrong.key, wrong)
    return list(found.values())


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Nodes that can be spoilt, with the function or class they are in."""
    yield from _below(tree, "module")


def _below(node: ast.AST, within: str) -> Iterator[tuple[str, ast.AST]]:
    for name, child in _children(node):
        if name in {"annotation", "returns", "decorator_list"} or isinstance(child, _SKIPPED):
            continue
        inner = within
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = child.name if within == "module" else f"{within}.{child.name}"
        if _variants(child):
            yield inner, child
        if not isinstance(child, ast.Raise):  # what an error says is nobody's promise
            yield from _below(child, inner)


_SKIPPED = (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.AnnAssign)


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield name, child


def _variants(node: ast.AST) -> int:  # noqa: PLR0911  one for each kind
    """In how many ways a node can be spoilt."""
    match node:
        case ast.Compare(ops=ops):
            return len(ops)
        case ast.BoolOp() | ast.Raise() | ast.UnaryOp(op=ast.Not()) | ast.AugAssign():
            return 1
        case ast.BinOp(op=op):
            return int(type(op) in COUNTED)
        case ast.Constant(value=bool() | int()):
            return 1
        case ast.Return(value=ast.expr() as value):
            return int(not (isinstance(value, ast.Constant) and value.value is None))
        case ast.Expr(value=ast.Call()):
            return 1
        case ast.If(test=ast.Compare()) | ast.IfExp(test=ast.Compare()):
            return 0
        case ast.If() | ast.IfExp():
            return 1
    return 0


def _spoil(node: ast.AST, variant: int) -> None:
    match node:
        case ast.Compare(ops=ops):
            ops[variant] = COMPARED[type(ops[variant])]()
        case ast.BoolOp(op=op):
            node.op = ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case ast.BinOp(op=op):
            node.op = COUNTED[type(op)]()
        case ast.Constant(value=value):
            node.value = (not value) if isinstance(value, bool) else int(str(value)) + 1
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.If(test=test) | ast.IfExp(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
        case ast.Raise() | ast.Expr() | ast.AugAssign():
            _take_out(node)


def _take_out(node: ast.AST) -> None:
    """The statement does nothing any more."""
    node.__class__ = ast.Pass
    for name in ("exc", "cause", "value", "target", "op"):
        if hasattr(node, name):
            delattr(node, name)


def _line(node: ast.AST) -> str:
    """The first line of a node, as Python would write it."""
    head = node
    if isinstance(node, ast.If):
        head = ast.If(node.test, [ast.Pass()], [])
    return " ".join(ast.unparse(ast.fix_missing_locations(head)).split())
