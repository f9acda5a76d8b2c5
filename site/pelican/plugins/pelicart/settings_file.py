"""Finds the line of a setting in the file that Pelican read it from."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pelican.plugins.pelicart.problems import Located

Key = str | int


@dataclass(frozen=True, slots=True)
class Places:
    """The syntax tree of SHOP's value; without a tree every problem is at the first line."""

    file: str
    tree: ast.expr | None

    def located(self, path: Sequence[Key], what: str, remedy: str) -> Located:
        """A problem at this path below SHOP."""
        node, line = self.tree, self.tree.lineno if self.tree else 1
        for key in path:
            node, line = _step(node, key, line)
        return Located(self.file, line, _named(path, what), remedy)


def places(shop: object) -> Places:
    """Where this very SHOP was written: Pelican loads a settings file as a module of its name.

    Another settings file may import it; the one that assigns it is meant.
    """
    found = Places("SHOP", None)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and getattr(module, "SHOP", None) is shop and name == Path(file).stem:
            found = Places(_short(Path(file)), _assigned(Path(file)))
            if found.tree:
                break
    return found


def _short(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _assigned(file: Path) -> ast.expr | None:
    found: ast.expr | None = None
    for statement in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(target, ast.Name) and target.id == "SHOP" for target in targets):
                found = statement.value
    return found


def _step(node: ast.expr | None, key: Key, line: int) -> tuple[ast.expr | None, int]:
    """The node below this key, and the line of the key, or the last known one."""
    if isinstance(node, ast.Dict):
        for written, value in zip(node.keys, node.values, strict=True):
            if isinstance(written, ast.Constant) and str(written.value) == str(key):
                return value, written.lineno
    if isinstance(node, ast.List | ast.Tuple) and isinstance(key, int) and key < len(node.elts):
        return node.elts[key], node.elts[key].lineno
    return None, line


def _named(path: Sequence[Key], what: str) -> str:
    where = "".join(f"[{key!r}]" for key in path)
    return f"SHOP{where}: {what}"
