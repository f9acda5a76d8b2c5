"""ministack, mended: run by ministack's own Python as `python -m tests.aws.mended`.

It serves on loopback by TLS, for buckets refuse anything else. What is mended are differences from
AWS that would hide a mistake of ours, or make one up; the rest is left and told by the test.
"""

from __future__ import annotations

import asyncio
import os

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from tests.aws.mended import hosts, origins, resources, rights


def main() -> None:
    os.environ.pop("PYTHONPATH", None)  # functions inherit it, and must find nothing of ours
    port = int(os.environ["GATEWAY_PORT"])
    rights.mend()
    resources.mend()
    origins.mend(port)
    config = Config()
    # Not by ministack's own command: with TLS that would take port 443, too.
    config.bind = [f"127.0.0.1:{port}"]
    config.certfile = os.environ["MINISTACK_SSL_CERT"]
    config.keyfile = os.environ["MINISTACK_SSL_KEY"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    asyncio.run(serve(hosts.mended(app), config))


if __name__ == "__main__":
    main()
