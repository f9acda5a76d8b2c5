"""`python -m pelicart_infra.local.paypal`: serves until interrupted, secrets in the environment."""

from __future__ import annotations

import os
from functools import partial

from pelicart_infra.local.paypal.server import serve_paypal
from pelicart_infra.local.standin.command import run


def main() -> None:
    """Takes `PAYPAL_CLIENT_ID`, `PAYPAL_SECRET` and `PAYPAL_WEBHOOK_ID`."""
    serve = partial(
        serve_paypal,
        client_id=os.environ["PAYPAL_CLIENT_ID"],
        secret=os.environ["PAYPAL_SECRET"],
        webhook_id=os.environ["PAYPAL_WEBHOOK_ID"],
    )
    run("PayPal", serve)


if __name__ == "__main__":
    main()
