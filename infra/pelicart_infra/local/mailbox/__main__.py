"""`python -m pelicart_infra.local.mailbox`: serves until interrupted, the password given."""

from __future__ import annotations

import argparse
import logging
import os

from pelicart_infra.local.mailbox.server import serve_mailbox


def main() -> None:
    """Takes `PELICART_MAIL_PASSWORD`; says `ready <page> <mail server>` once it answers."""
    parser = argparse.ArgumentParser(
        prog="python -m pelicart_infra.local.mailbox",
        description="A mail server on this machine, and its mailbox.",
    )
    parser.add_argument("--port", type=int, default=0, help="the page's; any free one unless given")
    parser.add_argument("--smtp-port", type=int, default=0, help="the mail server's")
    options = parser.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own ways
    server = serve_mailbox(os.environ["PELICART_MAIL_PASSWORD"], options.port, options.smtp_port)
    print(f"ready {server.url} {server.smtp}", flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
