"""`python -m pelicart_infra.local.files`: serves until it is interrupted."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from pelicart_infra.local.files.server import serve_files
from pelicart_infra.local.files.signature import Account
from pelicart_infra.local.standin.clock import moved_by


def main() -> None:
    """Says `ready http://...` once it answers."""
    parser = argparse.ArgumentParser(
        prog="python -m pelicart_infra.local.files", description="The files' bucket, for Pelicart."
    )
    parser.add_argument("folder", type=Path, help="the files, such as publication/files")
    parser.add_argument("--port", type=int, default=0, help="any free one unless given")
    parser.add_argument("--clock", type=Path, help="a file with seconds to add to the time")
    options = parser.parse_args()
    env = os.environ
    account = Account(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], env["AWS_REGION"])
    clock = moved_by(options.clock) if options.clock else time.time
    server = serve_files(options.folder, account, options.port, clock=clock)
    print(f"ready {server.url}", flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
