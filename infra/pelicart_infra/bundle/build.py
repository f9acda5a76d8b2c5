"""From a plan to zips."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from pelicart.payments import MODULES
from pelicart_infra.bundle.archive import zipped
from pelicart_infra.bundle.compiled import compiled, without_source
from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.interpreter import interpreter
from pelicart_infra.bundle.lock import lock_path, pinned, read_lock
from pelicart_infra.bundle.packages import packages_for
from pelicart_infra.bundle.plan import ALWAYS, Plan
from pelicart_infra.bundle.reach import OURS, Reach, reach
from pelicart_infra.bundle.wanted import wanted
from pelicart_infra.bundle.wheels import Files, from_wheels, installed
from pelicart_infra.functions import ASKING_SECRETS, FUNCTIONS, Function

MANIFEST = "bundles.json"

FOR_ONE = {"cryptography": "sealed"}
"""Packages that only the orders of one payment module come to."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """One function's zip, as the manifest has it; sizes in bytes."""

    function: str
    file: str
    sha256: str
    size: int
    unzipped: int
    modules: int
    packages: tuple[str, ...]


def build(plan: Plan, tell: Tell) -> list[Bundle]:
    """Builds every zip and the manifest; `NoBundle` says what is missing."""
    root = source_root()
    reached = {name: reach(entries(name, plan), root) for name in plan.functions}
    packages = {n: packages_for(needed(r, plan), plan.target) for n, r in reached.items()}
    python = interpreter(plan.target.python)
    tell(
        f"compiled by {python}"
        if python
        else f"NOT compiled, there is no Python {plan.target.python} on this machine: "
        "each cold start will compile again, and take about twice as long"
    )
    parts = dict(_parts(plan, root, frozenset().union(*packages.values()), python))
    plan.out.mkdir(parents=True, exist_ok=True)
    made = []
    for name, found in reached.items():
        files = _of(found, root, parts[OURS])
        for package in packages[name]:
            files |= parts[package]
        made.append(_write(plan, name, files, found, packages[name]))
    _manifest(plan, made, compiled_by=python)
    return made


def source_root() -> Path:
    """The folder that our package lies in: of the checkout, or of an installed copy."""
    spec = find_spec(OURS)
    if spec is None or spec.origin is None:
        raise NoBundle("pelicart itself is not installed")
    return Path(spec.origin).parents[1]


def entries(name: str, plan: Plan) -> list[str]:
    """Where a function begins; payment modules are named by text, for those who ask providers."""
    function = next(one for one in FUNCTIONS if one.name == name)
    modules = [MODULES[one] for one in plan.payments] if asks(function) else []
    return [function.handler, *modules]


def needed(found: Reach, plan: Plan) -> set[str]:
    """The packages that are imported, but for those that none of the plan's modules come to."""
    return {name for name in found.packages if FOR_ONE.get(name, ALWAYS) in plan.payments}


def asks(function: Function) -> bool:
    """Whether it works with payment modules: then it is given their secrets."""
    return set(ASKING_SECRETS) <= set(function.secrets)


def _parts(
    plan: Plan, root: Path, packages: frozenset[str], python: Path | None
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Our package's files and those of every other, compiled if they can be.

    Ours keep their source, for tracebacks; of the others the code alone is half the bundle.
    """
    pins = pinned(packages, read_lock(lock_path().read_text("utf-8")))
    wheels = plan.cache / "wheels"
    found = installed(pins) if plan.installed else from_wheels(pins, plan.target, wheels)
    ours = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / OURS).rglob("*.py"))
    }
    for name, files in {OURS: ours, **found}.items():
        kept = {path: content for path, content in files.items() if wanted(name, path)}
        code = compiled(kept, python, plan.cache / "compiled") if python else {}
        yield name, kept | code if name == OURS or not code else without_source(kept, code)


def _of(found: Reach, root: Path, ours: Files) -> dict[str, bytes]:
    """Of our own files those that were reached, with their compiled code."""
    stems = {path.relative_to(root).with_suffix("").as_posix() for path in found.modules.values()}
    return {path: content for path, content in ours.items() if _stem(path) in stems}


def _stem(path: str) -> str:
    """`a/b` for `a/b.py` and for `a/__pycache__/b.cpython-313.pyc`."""
    folder, _, name = path.replace("__pycache__/", "").rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"


def _write(
    plan: Plan, name: str, files: Mapping[str, bytes], found: Reach, packages: frozenset[str]
) -> Bundle:
    archive = zipped(files, plan.level)
    file = plan.out / f"{name}.zip"
    file.write_bytes(archive)
    return Bundle(
        name,
        file.name,
        hashlib.sha256(archive).hexdigest(),
        len(archive),
        sum(map(len, files.values())),
        len(found.modules),
        tuple(sorted(packages)),
    )


def _manifest(plan: Plan, bundles: list[Bundle], *, compiled_by: Path | None) -> None:
    """What was built for where: a deployment asks."""
    manifest = {
        "runtime": plan.target.runtime,
        "architecture": plan.target.architecture,
        "compiled": compiled_by is not None,
        "payments": plan.payments,
        "bundles": [asdict(bundle) for bundle in bundles],
    }
    (plan.out / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
