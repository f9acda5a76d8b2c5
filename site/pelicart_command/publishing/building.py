"""Checks and builds the site with Pelican, for the address that the stage is at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelicart_command.publishing.errors import NotBuilt
from pelicart_command.stopped import Stopped

SETTINGS = ("publishconf.py", "pelicanconf.py")
"""Pelican's settings files, the first of them that is there."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where Pelican's settings say that site and publication are."""

    output: Path
    publication: Path


def settings_file(given: str | None) -> str:
    """The settings to build with; `NotBuilt` if they aren't there."""
    for name in [given] if given else SETTINGS:
        if Path(name).is_file():
            return name
    raise NotBuilt(f"there is no {given or SETTINGS[-1]} here. Name Pelican's settings with -s")


def checked(settings: str) -> str:
    """What `pelicart check` says of a shop without problems; prints them and stops otherwise."""
    check = _plugin("checking").check
    found = check(settings)
    for problem in found.problems:
        print(problem)
    if found.problems:
        raise NotBuilt(f"{found.summary} Nothing was built or sent")
    return str(found.summary)


def built(settings: str) -> None:
    """Runs Pelican in a process of its own, and shows what it says only if it fails."""
    run = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-m", "pelican", "-s", settings],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode:
        print(run.stdout, file=sys.stderr, end="")
        raise NotBuilt("the build failed. Nothing was sent")


def folders(settings: str) -> Folders:
    """Where a build with these settings is."""
    _plugin("checking")
    from pelican.settings import read_settings  # noqa: PLC0415  an extra

    from pelican.plugins.pelicart.conf import CONF, prepare  # noqa: PLC0415  as above

    read = read_settings(settings)
    prepare(read)
    if CONF not in read:
        raise NotBuilt(f"{settings} has no SHOP")
    conf = read[CONF]
    return Folders(conf.output, conf.publication)


def at_origin(origin: str) -> None:
    """Lets settings that take the address from the environment take this one."""
    os.environ["PELICART_ORIGIN"] = origin


def of_stage(shop: Mapping[str, object], origin: str, stage: str) -> None:
    """Stops for a build of another address: links in mails and payment pages would lead there."""
    built_for = str(shop.get("origin", "")).rstrip("/")
    if built_for != origin.rstrip("/"):
        raise NotBuilt(
            f"this build is for {built_for or 'no address'}, and the stage {stage} is at {origin}. "
            f'Let SITEURL be os.environ.get("PELICART_ORIGIN", "{origin}") in your settings'
        )


def _plugin(name: str) -> Any:  # noqa: ANN401  a module
    from importlib import import_module  # noqa: PLC0415

    try:
        return import_module(f"pelican.plugins.pelicart.{name}")
    except ModuleNotFoundError as missing:
        raise Stopped(f'{missing.name} is missing. Run: pip install "pelicart[site]".') from missing
