"""The local gateway before several processes of functions, which it asks in turn."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

from pelicart_infra.local.events import Shape
from pelicart_infra.local.gateway import Gateway
from pelicart_infra.local.invoke import Functions
from pelicart_infra.local.serving import adopt, log_to_stderr, serve


def main() -> None:
    """Serves on the socket of this descriptor, before the functions at these addresses."""
    descriptor, *urls = sys.argv[1:]
    turns = cycle([Functions(url) for url in urls])

    def invoke(name: str, event: Mapping[str, object]) -> object:
        return next(turns).invoke(name, event)

    log_to_stderr()
    serve(Gateway(Path("no site here"), invoke, Shape(base64_forms=True)), adopt(int(descriptor)))


if __name__ == "__main__":
    main()
