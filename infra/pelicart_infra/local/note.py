"""The note a running demo leaves in the shop's folder, for `pelicart --demo` and the tests."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

NAME = "demo.json"


@dataclass(frozen=True, slots=True)
class Note:
    """Where everything is; `providers` are the stand-ins' control pages by name.

    `mailbox` is the page of every mail that the shop has sent.
    `environment` is the functions', with its secrets: random, and good for this run alone.
    """

    pid: int
    origin: str
    functions: str
    providers: Mapping[str, str]
    mailbox: str
    environment: Mapping[str, str]

    def leave(self, folder: Path) -> None:
        """Writes the note at once and for this user alone."""
        written = folder / f"{NAME}.new"
        written.touch(mode=0o600)
        written.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        written.replace(folder / NAME)


def running(folder: Path) -> str:
    """Address of the demo that runs in this folder already, or empty text.

    A note without anybody listening was left by a demo that was killed.
    """
    try:
        origin = str(json.loads((folder / NAME).read_text("utf-8"))["origin"])
        address = urlsplit(origin)
        socket.create_connection((address.hostname, address.port), timeout=2).close()
    except (OSError, ValueError, KeyError):
        return ""
    return origin


def forget(folder: Path) -> None:
    """Takes this process's note away."""
    path = folder / NAME
    if path.is_file() and json.loads(path.read_text("utf-8"))["pid"] == os.getpid():
        path.unlink()
