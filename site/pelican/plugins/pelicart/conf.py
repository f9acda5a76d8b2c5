"""What SHOP and Pelican's own settings say to the build."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican.plugins.pelicart.naming import Naming, naming_of
from pelican.plugins.pelicart.problems import Located, stop
from pelican.plugins.pelicart.settings_file import Places, places
from pelican.plugins.pelicart.urls import Urls, read_urls
from pelicart.reading import Problem, Reader
from pelicart.settings import SITE_ONLY, Shop, read_shop

CONF = "PELICART"
"""The key of Pelican's settings that holds the `Conf`."""

SITE_MARK = ".well-known/pelicart.json"
"""Where the site tells its build id."""

ORDERS = ("title", "newest", "price")
_NEEDED = ("yaml", "comrak", "babel")


@dataclass(frozen=True, slots=True)
class Conf:
    """Settings of a build. `published` is SHOP as the functions get it, without the build id.

    `base` is the path of the site's address, mostly empty: it goes before root-absolute
    addresses. `order` is that of listings. `static` and `static_excludes` are folders and files
    below `content` that Pelican copies into the site, and those it doesn't. `products` is the
    folder of product files below `content`, `cache` one of this output's own. `problems` are those
    found in the settings.
    """

    shop: Shop
    published: Mapping[str, Any]
    urls: Urls
    naming: Naming
    base: str
    per_page: int
    order: str
    content: Path
    static: tuple[str, ...]
    static_excludes: tuple[str, ...]
    products: str
    output: Path
    publication: Path
    cache: Path
    problems: tuple[Located, ...]

    def named(self, path: str) -> str:
        """A file below the content folder, as the merchant would name it from where they are."""
        here, file = Path.cwd(), self.content / path
        return str(file.relative_to(here) if file.is_relative_to(here) else file)


def prepare(settings: dict[str, Any]) -> None:
    """Puts the `Conf` into Pelican's settings; without SHOP the plugin stays out of the way."""
    settings.pop(CONF, None)
    if "SHOP" not in settings:
        return
    _need_extra(places(settings["SHOP"]))
    conf = settings[CONF] = read_conf(settings)
    for excludes in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES"):
        settings[excludes] = [*settings[excludes], conf.products]


def _need_extra(where: Places) -> None:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        what = f"The shop needs {' and '.join(missing)}, not installed here."
        stop([where.located((), what, 'Run: pip install "pelicart[site]".')])


def read_conf(settings: Mapping[str, Any]) -> Conf:
    """The build's settings; its problems are kept in it, to be told together with the others."""
    problems: list[Problem] = []
    written, where = settings["SHOP"], places(settings["SHOP"])
    data = _plain(written) if isinstance(written, Mapping) else {}
    site = Reader(written, (), problems)
    base = urlsplit(settings["SITEURL"]).path.rstrip("/")
    data = {**_defaults(settings), **data, "base": base}
    shop = read_shop(data, problems)
    output = Path(settings["OUTPUT_PATH"]).absolute()
    publication = _publication(site, output)
    return Conf(
        shop=shop,
        published={key: value for key, value in data.items() if key not in SITE_ONLY},
        urls=read_urls(site.table("urls")),
        naming=naming_of(settings),
        base=base,
        per_page=site.integer("per_page", 24, least=1, most=1000),
        order=site.choice("listing", ORDERS, ORDERS[0]),
        content=Path(settings["PATH"]).absolute(),
        static=_below(settings["STATIC_PATHS"]),
        static_excludes=_below(settings["STATIC_EXCLUDES"]),
        products=_products(site),
        output=output,
        publication=publication,
        cache=Path(settings["CACHE_PATH"]) / f"pelicart-{_short(output)}",
        problems=tuple(where.located(one.path, one.what, one.remedy) for one in problems),
    )


def _defaults(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": settings["SITENAME"],
        "origin": settings["SITEURL"],
        "languages": [settings["DEFAULT_LANG"]],
    }


def _products(site: Reader) -> str:
    folder = site.text("products", "products").strip("/")
    if not folder or ".." in folder.split("/"):
        site.problem(("products",), f"{folder} is not below PATH.", 'Write "products".')
        return "products"
    return folder


def _below(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths below the content folder, each in one spelling; the folder itself is a dot."""
    return tuple(map(posixpath.normpath, paths))


def _publication(site: Reader, output: Path) -> Path:
    """Where the publication goes: never where a web server would find it."""
    publication = Path(os.path.normpath(output.parent / site.text("publication", "publication")))
    shared = publication.is_relative_to(output) or output.is_relative_to(publication)
    if shared or any((folder / SITE_MARK).exists() for folder in publication.parents):
        what = f"The publication would be public: {publication} is part of a site."
        site.problem(("publication",), what, "Name a folder beside OUTPUT_PATH.")
    return publication


def _short(output: Path) -> str:
    """Sites of one project, such as those of two languages, must not share a manifest."""
    return hashlib.sha256(os.fsencode(output)).hexdigest()[:12]


def _plain(value: Any) -> Any:  # noqa: ANN401  settings can be anything
    """The value as JSON would give it back."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def key_of(conf: Conf) -> str:
    """Changes with any setting that product files are read by."""
    read_by = [conf.published, conf.naming.written, asdict(conf.urls), conf.base, conf.products]
    digest = hashlib.sha256(f"{version('pelicart')} {read_by!r}".encode())
    return digest.hexdigest()
