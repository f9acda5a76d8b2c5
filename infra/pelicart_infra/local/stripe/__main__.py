"""`python -m pelicart_infra.local.stripe`: serves until interrupted, secrets in the environment."""

from __future__ import annotations

import os
from functools import partial

from pelicart_infra.local.standin.command import run
from pelicart_infra.local.stripe.server import serve_stripe


def main() -> None:
    """Takes `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET`."""
    key, secret = os.environ["STRIPE_SECRET_KEY"], os.environ["STRIPE_WEBHOOK_SECRET"]
    run("Stripe", partial(serve_stripe, key=key, webhook_secret=secret))


if __name__ == "__main__":
    main()
