"""`python -m pelicart_infra.local.monetico`: serves until interrupted."""

from __future__ import annotations

import os
from functools import partial

from pelicart_infra.local.monetico.server import serve_monetico
from pelicart_infra.local.standin.command import run


def main() -> None:
    """Takes `MONETICO_TPE`, `MONETICO_COMPANY` and `MONETICO_KEY`."""
    tpe, company = os.environ["MONETICO_TPE"], os.environ["MONETICO_COMPANY"]
    key = os.environ["MONETICO_KEY"]
    run("Monetico", partial(serve_monetico, tpe=tpe, company=company, key=key))


if __name__ == "__main__":
    main()
