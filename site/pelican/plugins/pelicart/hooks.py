"""Where the plugin hangs on Pelican. Receivers are held weakly: they stay module-level."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from pelican.plugins.signals import (
    all_generators_finalized,
    generator_init,
    get_generators,
    initialized,
)

if TYPE_CHECKING:
    from pelican.generators import Generator

    from pelican.plugins.pelicart.generator import ProductsGenerator


class Run(Protocol):
    """What we use of a `pelican.Pelican`."""

    settings: dict[str, Any]


def register() -> None:
    """Only connects: Pelican goes on with exit 0 when this raises, a shop without its shop."""
    initialized.connect(read_settings)
    generator_init.connect(add_templates)
    get_generators.connect(products_generator)
    all_generators_finalized.connect(keep_files)
    logging.getLogger("pelican").addFilter(without_traceback)


def read_settings(pelican: Run) -> None:
    """Reads SHOP, and keeps product files from Pelican's own generators."""
    from pelican.plugins.pelicart.conf import prepare  # noqa: PLC0415  imported only when used

    prepare(pelican.settings)


def add_templates(generator: Generator) -> None:
    """Lets each environment find the plugin's templates, after the theme's."""
    from pelican.plugins.pelicart.templating import extend  # noqa: PLC0415  as above

    extend(generator.env)


def products_generator(pelican: Run) -> type[ProductsGenerator] | None:
    """The generator of products, if this site is a shop."""
    from pelican.plugins.pelicart.conf import CONF  # noqa: PLC0415  as above

    if CONF not in pelican.settings:
        return None
    from pelican.plugins.pelicart.generator import ProductsGenerator  # noqa: PLC0415  as above

    return ProductsGenerator


def keep_files(generators: Iterable[Generator]) -> None:
    """Before anything is written: no file for sale may become part of the site."""
    for generator in generators:
        if hasattr(generator, "keep_files"):
            generator.keep_files()


def without_traceback(record: logging.LogRecord) -> bool:
    """Drops the traceback of a stopped build: its problems have been printed."""
    raised: Any = record.exc_info[1] if record.exc_info else None
    if getattr(raised, "is_pelicart_stop", False):
        record.exc_info = None
    return True
