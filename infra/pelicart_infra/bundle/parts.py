"""What bundles are put together from: our modules, packages, templates; compiled if they can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pelicart_infra.bundle.compiled import compiled, without_source
from pelicart_infra.bundle.lock import lock_path, pinned, read_lock
from pelicart_infra.bundle.plan import Plan
from pelicart_infra.bundle.reach import OURS, Reach
from pelicart_infra.bundle.templates import (
    RENDERS,
    compiled_templates,
    own_templates,
    published_templates,
)
from pelicart_infra.bundle.wanted import wanted
from pelicart_infra.bundle.wheels import Files, from_wheels, installed

RENDERING = ("jinja2", "markupsafe")


@dataclass(frozen=True, slots=True)
class Parts:
    """Files by path: all of ours, which lie below `root`, each package's, and the templates."""

    root: Path
    ours: Files
    packages: Mapping[str, Files]
    templates: Files

    def of(self, found: Reach, packages: frozenset[str]) -> dict[str, bytes]:
        """A bundle's files."""
        reached = (path.relative_to(self.root) for path in found.modules.values())
        stems = {path.with_suffix("").as_posix() for path in reached}
        files = {path: content for path, content in self.ours.items() if _stem(path) in stems}
        for package in packages:
            files |= self.packages[package]
        return {**files, **(self.templates if RENDERS in found.modules else {})}


def parts_for(plan: Plan, root: Path, packages: frozenset[str], python: Path | None) -> Parts:
    """Ours keep their source, for tracebacks; of the others the code alone is half the bundle."""
    cache = plan.cache / "compiled"
    ours = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / OURS).rglob("*.py"))
    }
    theirs = dict(_packages(plan, packages))
    if python is None:
        return Parts(root, ours, theirs, {})
    ours |= compiled(ours, python, cache)
    theirs = {name: without_source(f, compiled(f, python, cache)) for name, f in theirs.items()}
    if not packages.issuperset(RENDERING):
        return Parts(root, ours, theirs, {})
    code = {**ours, **theirs[RENDERING[0]], **theirs[RENDERING[1]]}
    chosen = published_templates(plan.publication) if plan.publication else own_templates(root)
    return Parts(root, ours, theirs, compiled_templates(code, chosen, python))


def _packages(plan: Plan, packages: frozenset[str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    pins = pinned(packages, read_lock(lock_path().read_text("utf-8")))
    wheels = plan.cache / "wheels"
    found = installed(pins) if plan.installed else from_wheels(pins, plan.target, wheels)
    for name, files in found.items():
        yield name, {path: content for path, content in files.items() if wanted(name, path)}


def _stem(path: str) -> str:
    """`a/b` for `a/b.py` and for `a/__pycache__/b.cpython-313.pyc`."""
    folder, _, name = path.replace("__pycache__/", "").rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"
