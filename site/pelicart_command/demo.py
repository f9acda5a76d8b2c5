"""`pelicart demo`: the whole shop on this machine."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys

from pelicart_command.stopped import Stopped

NEEDED = ("werkzeug", "moto")


def run(given: argparse.Namespace) -> int:
    """Becomes the demo; needs the development extra."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise Stopped('the demo needs more: pip install "pelicart[site,functions,dev]"')
    demo = [sys.executable, "-m", "pelicart_infra.local", "--port", given.port]
    os.execv(sys.executable, demo)  # noqa: S606  our own module
