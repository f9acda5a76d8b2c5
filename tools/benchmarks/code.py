"""The code that is measured: our real bundles, and the handlers that they are held against."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from pelicart_infra.bundle.build import build
from pelicart_infra.bundle.compiled import compiled
from pelicart_infra.bundle.interpreter import interpreter
from pelicart_infra.bundle.lock import read_lock
from pelicart_infra.bundle.plan import Plan
from pelicart_infra.bundle.target import Target, here
from pelicart_infra.bundle.wanted import wanted
from pelicart_infra.bundle.wheels import from_wheels
from pelicart_infra.functions import FUNCTIONS
from tools.benchmarks.lambdas import Code
from tools.benchmarks.shopping import OUTSIDE

ROOT = Path(__file__).parents[2]
WORK, CACHE = ROOT / "build" / "bench", ROOT / "build" / "cache"
HANDLERS = ROOT / "tools" / "coldstart"
CLIENT = frozenset({"awslambdaric", "simplejson", "snapshot-restore-py"})
"""AWS's runtime client and what it needs: in Lambda they are beside the bundle, not in it."""

EMPTY, PLAIN, USUAL = "nothing", "plain", "usual"
YARDSTICKS = {EMPTY: "", PLAIN: "boto3.client, PyJWT", USUAL: "the usual bundle"}


@dataclass(frozen=True, slots=True)
class Codes:
    """What can be measured, by name and whether it was compiled; and the Python that runs it."""

    python: Path
    version: str
    by_name: Mapping[tuple[str, bool], Code]


def codes(around: Callable[[str], dict[str, str]], outside: str, *, cold: bool = True) -> Codes:
    """Builds and unpacks everything, for Lambda's own Python if it is here, or else for this one.

    Whom a function asks is at `outside`. For warm answers our compiled bundles are enough.
    """
    target = Target("3.13", here().architecture)
    python = interpreter(target.python)
    if python is None:
        target, python = here(), Path(sys.executable).resolve()
    client = _client(target, python)
    made: dict[tuple[str, bool], Code] = {}
    for compile_ in (True, False) if cold else (True,):
        for name, folder, handler in _folders(target, python, compile_=compile_, cold=cold):
            environment = around(name) | dict.fromkeys(OUTSIDE, outside)
            made[name, compile_] = Code(folder, handler, client, python, environment)
    return Codes(python, target.python, made)


def _folders(
    target: Target, python: Path, *, compile_: bool, cold: bool
) -> list[tuple[str, Path, str]]:
    """Our bundles and the yardsticks: name, folder, handler."""
    under = WORK / ("compiled" if compile_ else "sources")
    shutil.rmtree(under, ignore_errors=True)
    plan = Plan(under / "zips", target, cache=CACHE, compile=compile_, level=1)
    build(plan, lambda _: None)
    found = []
    for function in FUNCTIONS:
        folder = under / function.name
        with ZipFile(plan.out / f"{function.name}.zip") as archive:
            archive.extractall(folder)
        found.append((function.name, folder, function.handler.replace(":", ".")))
    for name in YARDSTICKS if cold else ():
        folder = under / name
        files = {} if name == EMPTY else _packages(target, python, compile_=compile_)
        source = {f"{name}.py": (HANDLERS / f"{name}.py").read_bytes()}
        _spread(folder, files | source | (compiled(source, python, CACHE) if compile_ else {}))
        found.append((name, folder, f"{name}.handler"))
    return found


def _packages(target: Target, python: Path, *, compile_: bool) -> dict[str, bytes]:
    """The libraries, as one ships them: sources, and compiled code beside them or not."""
    pins = read_lock((HANDLERS / "requirements.txt").read_text("ascii"))
    wheels = from_wheels(list(pins.values()), target, CACHE / "wheels")
    files: dict[str, bytes] = {}
    for name, content in wheels.items():
        if name not in CLIENT:
            kept = {path: data for path, data in content.items() if wanted("", path)}
            files |= kept | (compiled(kept, python, CACHE / "compiled") if compile_ else {})
    return files


def _client(target: Target, python: Path) -> Path:
    folder = WORK / "client"
    pins = read_lock((HANDLERS / "requirements.txt").read_text("ascii"))
    wheels = from_wheels([pins[name] for name in sorted(CLIENT)], target, CACHE / "wheels")
    for content in wheels.values():
        kept = {path: data for path, data in content.items() if wanted("", path)}
        _spread(folder, kept | compiled(kept, python, CACHE / "compiled"))
    return folder


def _spread(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
