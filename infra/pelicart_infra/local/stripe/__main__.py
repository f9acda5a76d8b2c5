"""`python -m pelicart_infra.local.stripe`: serves until interrupted, secrets in the environment."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

from pelicart_infra.local.stripe.server import serve_stripe


def main() -> None:
    """Says `ready http://...` once it answers."""
    parser = argparse.ArgumentParser(prog="stripe", description="Stripe on this machine.")
    parser.add_argument("--port", type=int, default=0, help="any free one unless given")
    parser.add_argument("--webhook-url", default="", help="where notices go; nowhere unless given")
    parser.add_argument("--clock", type=Path, help="a file with seconds to add to the time")
    options = parser.parse_args()
    server = serve_stripe(
        options.port,
        key=os.environ["STRIPE_SECRET_KEY"],
        webhook_secret=os.environ["STRIPE_WEBHOOK_SECRET"],
        webhook_url=options.webhook_url,
        clock=_moved_by(options.clock) if options.clock else time.time,
    )
    print(f"ready {server.url}", flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()


def _moved_by(file: Path) -> Callable[[], float]:
    def now() -> float:
        moved = file.read_text("ascii").strip() if file.is_file() else ""
        return time.time() + int(moved or 0)

    return now


if __name__ == "__main__":
    main()
