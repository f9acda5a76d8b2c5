"""What a piece of source imports, and whose names it says; read, never run."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache, cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef

_PROPERTIES = frozenset({"property", "cached_property"})


@dataclass
class Spoken(ast.NodeVisitor):
    """Imports and names of code that runs together; `later` are the functions it only defines.

    Of attributes, `called` are those that are called at once, as in `x.keys()`.
    """

    imports: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    later: list[Later] = field(default_factory=list)
    in_class: bool = False
    running: bool = False

    def visit_Import(self, node: ast.Import) -> None:
        """`import a.b` runs `a`, too; who resolves the name knows."""
        self.imports |= {alias.name for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """What is imported may be a module or a name in one; renamed, it counts as said."""
        module = node.module or ""
        self.imports |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        self.names |= {alias.name for alias in node.names if alias.asname}

    def visit_If(self, node: ast.If) -> None:
        """`TYPE_CHECKING` is never so."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                self.visit(other)
        else:
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """A function of the module, perhaps."""
        self.names.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A method or property, perhaps."""
        self.attributes.add(node.attr)
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        """A property isn't called by its own name."""
        if isinstance(node.func, ast.Attribute):
            self.called.add(node.func.attr)
            self.visit(node.func.value)
        else:
            self.visit(node.func)
        for argument in (*node.args, *node.keywords):
            self.visit(argument)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Annotations are not evaluated in our modules."""
        if node.value:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class's body runs where it stands, its methods don't."""
        outer, self.in_class = self.in_class, True
        self.generic_visit(node)
        self.in_class = outer

    def visit_FunctionDef(self, node: Function) -> None:
        """Kept for later, but for what runs at once: decorators and defaults."""
        for now in (
            *node.decorator_list,
            *node.args.defaults,
            *filter(None, node.args.kw_defaults),
        ):
            self.visit(now)
        if self.running or (node.name.startswith("__") and node.name.endswith("__")):
            self._run(node)
        else:
            self.later.append(Later(node, method=self.in_class))

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815  the tree's name, too

    def _run(self, node: Function) -> None:
        outer, self.running = self.running, True
        for statement in node.body:
            self.visit(statement)
        self.running = outer


@dataclass(frozen=True, eq=False)
class Later:
    """A function, which runs only if its name is said."""

    node: Function
    method: bool

    def runs(self, said: Spoken) -> bool:
        """Whether one of these names may mean it."""
        name = self.node.name
        if self.method and self._is_property:
            return name in said.attributes
        inside = name in said.attributes or name in said.called
        return inside or (not self.method and name in said.names)

    @property
    def _is_property(self) -> bool:
        return any(getattr(d, "id", "") in _PROPERTIES for d in self.node.decorator_list)

    @cached_property
    def spoken(self) -> Spoken:
        """What it imports and says, with all that is defined in it."""
        inside = Spoken(running=True)
        for statement in self.node.body:
            inside.visit(statement)
        return inside


@cache
def spoken(source: str) -> Spoken:
    """What a module imports and says as it is imported; whoever asks may not change it."""
    top = Spoken()
    top.visit(ast.parse(source))
    return top
