"""`python -m pelicart_infra.local.<provider>`: the same few options for every stand-in."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pelicart_infra.local.standin.clock import moved_by
from pelicart_infra.local.standin.server import Server


class Serve(Protocol):
    """Starts one provider's stand-in, which takes its secrets from the environment."""

    def __call__(self, port: int, *, webhook_url: str, clock: Callable[[], float]) -> Server:
        """As `server.serve`."""


def run(provider: str, serve: Serve) -> None:
    """Serves until interrupted; says `ready http://...` once it answers."""
    parser = argparse.ArgumentParser(
        prog=f"python -m pelicart_infra.local.{provider.lower()}",
        description=f"{provider} on this machine.",
    )
    parser.add_argument("--port", type=int, default=0, help="any free one unless given")
    parser.add_argument("--webhook-url", default="", help="where notices go; nowhere unless given")
    parser.add_argument("--clock", type=Path, help="a file with seconds to add to the time")
    options = parser.parse_args()
    clock = moved_by(options.clock) if options.clock else time.time
    server = serve(options.port, webhook_url=options.webhook_url, clock=clock)
    print(f"ready {server.url}", flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()
