"""From a plan to zips."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from pelicart.payments import MODULES
from pelicart_infra.bundle.archive import zipped
from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.interpreter import interpreter
from pelicart_infra.bundle.packages import packages_for
from pelicart_infra.bundle.parts import parts_for
from pelicart_infra.bundle.plan import ALWAYS, Plan
from pelicart_infra.bundle.reach import OURS, Reach, reach
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
    python = interpreter(plan.target.python) if plan.compile else None
    tell(_who_compiles(plan, python))
    parts = parts_for(plan, root, frozenset().union(*packages.values()), python)
    plan.out.mkdir(parents=True, exist_ok=True)
    made = []
    for name, found in reached.items():
        files = parts.of(found, packages[name])
        made.append(_write(plan, name, files, found, packages[name]))
    _manifest(plan, made, compiled_by=python)
    return made


def _who_compiles(plan: Plan, python: Path | None) -> str:
    if python:
        return f"compiled by {python}"
    missing = f", there is no Python {plan.target.python} on this machine" if plan.compile else ""
    return f"NOT compiled{missing}: each cold start will compile again, and take twice as long"


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
