"""The shop as it was published, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pelicart.errors import Misconfigured
from pelicart.publication import LIVE_KEY, SHOP_KEY, Text, live_of, page_key, page_of, shop_of
from pelicart.settings import Shop, shop_from
from pelicart.writes import Store

if TYPE_CHECKING:
    from pelicart.pages import Pages

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Published:
    """Settings, texts and live pages."""

    shop: Shop
    pages: Pages
    text: Text


def read_published(store: Store, language: str) -> Published:
    """The shop in this language, or in its first one; `language` may be anything.

    One round trip, two for a language that the shop hasn't. Raises `Misconfigured`.
    """
    from pelicart.pages import Pages  # noqa: PLC0415  return and notice never pay for Jinja

    wanted = [page_key(language)] if _LANGUAGE.fullmatch(language) else []
    items = store.read([SHOP_KEY, LIVE_KEY, *wanted])
    if SHOP_KEY not in items or LIVE_KEY not in items:
        raise Misconfigured("nothing is published in this table")
    shop = shop_from(shop_of(items[SHOP_KEY]))
    if language not in shop.languages:
        return read_published(store, shop.languages[0])
    if page_key(language) not in items:
        raise Misconfigured(f"no page in {language!r} is published")
    frame, text = page_of(items[page_key(language)])
    return Published(shop, Pages(live_of(items[LIVE_KEY]), frame, text, shop), text)
