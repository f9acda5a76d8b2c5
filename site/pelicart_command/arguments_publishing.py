"""The command line of publishing, as data for argparse."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  it has no other name


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("the present release is always kept: 1 or more")
    return int(text)


def publishing(commands: Commands) -> None:
    """What brings a build into a shop, and what takes it back."""
    publish = commands.add_parser("publish", help="build, and send what changed")
    publish.set_defaults(module="publish")
    publish.add_argument(
        "folder", nargs="?", help="of the publication (default: as settings say)", metavar="FOLDER"
    )
    publish.add_argument(
        "-s", "--settings", help="Pelican's (default publishconf.py, else pelicanconf.py)"
    )
    publish.add_argument("--no-build", action="store_true", help="send the last build as it is")
    publish.add_argument("--sure", action="store_true", help="even if it would change nearly all")
    publish.add_argument(
        "--keep", type=_count, default=10, help="releases to keep (default 10)", metavar="N"
    )
    back = commands.add_parser("rollback", help="bring an earlier release")
    back.set_defaults(module="rollback")
    back.add_argument("rev", nargs="?", help="its name (default: the one before)", metavar="REV")
    for one in (publish, back):
        one.add_argument("--dry-run", action="store_true", help="only say what it would change")
        one.add_argument("--whole", action="store_true", help="trust no note, look at all there is")
    listed = commands.add_parser("releases", help="list what can be rolled back to")
    listed.set_defaults(module="releases")
