"""What `python -m pelicart_infra.local` was asked to do."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the demo. Port 0 is any free one; `reconcile_every` in seconds, 0 is never.

    Without `stream` nobody hears of changes in the table, as if all were lost on their way.
    `content` and `settings` are Pelican's; without `build` the site of the last run is served.
    """

    port: int
    content: str
    settings: str
    build: bool
    reconcile_every: int
    stream: bool
    base64_bodies: bool
    cookies_in_headers: bool


def read_plan(arguments: Sequence[str]) -> Plan:
    """The plan of a command line; usage errors end the process with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="python -m pelicart_infra.local",
        description="The whole shop on this machine: site, functions, table and payment page.",
    )
    option = parser.add_argument
    option("--port", type=_port, default=8000, help="the shop's (default 8000; 0: any free one)")
    option("--content", default="content", help="Pelican's content folder (default content)")
    option("--settings", default="pelicanconf.py", help="Pelican's settings file")
    option("--no-build", dest="build", action="store_false", help="serve the last build")
    option("--reconcile-every", type=int, default=20, metavar="SECONDS", help="0: never")
    option("--no-stream", dest="stream", action="store_false", help="lose what the table tells")
    option("--base64-bodies", action="store_true", help="encode form bodies, as AWS does")
    option("--cookies-in-headers", action="store_true", help="as gateways without a cookies list")
    return Plan(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: choose one up to 65535")
    return int(text)
