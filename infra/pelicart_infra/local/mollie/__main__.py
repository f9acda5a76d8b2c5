"""`python -m pelicart_infra.local.mollie`: serves until interrupted, the key in the environment."""

from __future__ import annotations

import os
from functools import partial

from pelicart_infra.local.mollie.server import serve_mollie
from pelicart_infra.local.standin.command import run


def main() -> None:
    """Takes `MOLLIE_API_KEY`."""
    run("Mollie", partial(serve_mollie, key=os.environ["MOLLIE_API_KEY"]))


if __name__ == "__main__":
    main()
