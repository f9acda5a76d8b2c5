"""What `python -m pelicart_infra.bundle` was asked to build."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pelicart.payments import MODULES
from pelicart_infra.bundle.target import MACHINES, Target, here
from pelicart_infra.functions import FUNCTIONS

ALWAYS = "manual"
"""The payment module that needs nothing: every shop may have it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Bundles of these functions with these payment modules, for one target, into a folder.

    `cache` keeps what was downloaded and compiled. `installed` takes packages from this
    environment instead, as they are, which only fits this machine. `level` is the zips' effort.
    Without `compile`, sources alone. `publication` is a build's, whose live templates are compiled
    instead of the plugin's own.
    """

    out: Path
    target: Target
    functions: tuple[str, ...] = tuple(one.name for one in FUNCTIONS)
    payments: tuple[str, ...] = tuple(MODULES)
    installed: bool = False
    cache: Path = Path("build/cache")
    level: int = 9
    compile: bool = True
    publication: Path | None = None


def read_plan(arguments: Sequence[str]) -> Plan:
    """The plan of a command line; usage errors end the process with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="python -m pelicart_infra.bundle",
        description="One zip per function, with what it can come to run and no more.",
    )
    option = parser.add_argument
    option("--out", type=Path, default=Path("build/bundles"), help="default build/bundles")
    option("--runtime", default="3.13", metavar="VERSION", help="Lambda's Python, default 3.13")
    option("--platform", choices=(*MACHINES, "here"), default="arm64", help="default arm64")
    names = [one.name for one in FUNCTIONS]
    option("--function", action="append", choices=names, metavar="NAME", help="default all")
    modules = [name for name in MODULES if name != ALWAYS]
    option("--payment", action="append", choices=modules, metavar="NAME", help="default all")
    option("--installed", action="store_true", help="packages of this environment, no download")
    option("--sources", dest="compile", action="store_false", help="no compiled code")
    option("--publication", type=Path, metavar="FOLDER", help="whose templates, not the plugin's")
    asked = parser.parse_args(arguments)
    machine = here().architecture if asked.platform == "here" else asked.platform
    target = Target(asked.runtime, machine)
    if asked.installed and target != here():
        mine = here()
        parser.error(
            f"--installed only fits --platform {mine.architecture} --runtime {mine.python}"
        )
    payments = (ALWAYS, *asked.payment) if asked.payment else tuple(MODULES)
    return Plan(
        asked.out,
        target,
        tuple(asked.function or names),
        payments,
        asked.installed,
        compile=asked.compile,
        publication=asked.publication,
    )
