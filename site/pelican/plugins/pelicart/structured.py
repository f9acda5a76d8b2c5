"""schema.org data of a product, as JSON-LD for search engines."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from pelican.plugins.pelicart.page import ProductPage
from pelicart.catalogue import Variant
from pelicart.money import decimal_text

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ESCAPED = [(sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029"]
# schema.org's own properties that a ProductGroup may vary by.
_VARIES_BY = {"color": "color", "colour": "color", "size": "size", "material": "material",
              "pattern": "pattern"}  # fmt: skip


def script_json(data: object) -> Markup:
    """JSON that can stand in a script element, whatever its texts say."""
    text = _encode(data)
    for sign, escape in _ESCAPED:
        text = text.replace(sign, escape)
    return Markup(text)  # noqa: S704  < > & are written as escapes


def structured_data(page: ProductPage, site: str) -> dict[str, Any]:
    """A Product, or a ProductGroup with its variants; `site` is the absolute address."""
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Product",
        "name": page.title,
        "url": f"{site}/{page.url}",
        "image": [_absolute(image.url, site) for image in page.images],
        "description": page.summary,
        "category": page.category.name if page.category else None,
    }
    if len(page.item.variants) == 1:
        data |= {"sku": page.sku, "offers": _offer(page, page.item.variants[0], site)}
    else:
        varies = [_VARIES_BY.get(option.name.casefold()) for option in page.item.options]
        data |= {
            "@type": "ProductGroup",
            "productGroupID": page.sku,
            "variesBy": [f"https://schema.org/{name}" for name in varies if name],
            "hasVariant": [_variant(page, variant, site) for variant in page.item.variants],
        }
    return {key: value for key, value in data.items() if value}


def _variant(page: ProductPage, variant: Variant, site: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "Product",
        "sku": variant.sku,
        "name": f"{page.title} ({', '.join(variant.choice)})",
    }
    for option, value in zip(page.item.options, variant.choice, strict=True):
        if name := _VARIES_BY.get(option.name.casefold()):
            data[name] = value
    offer = _offer(page, variant, site)
    return {**data, "offers": offer} if offer else data


def _offer(page: ProductPage, variant: Variant, site: str) -> dict[str, str] | None:
    if not page.for_sale or page.currency not in variant.prices:
        return None
    return {
        "@type": "Offer",
        "url": f"{site}/{page.url}",
        "price": decimal_text(variant.prices[page.currency], page.currency),
        "priceCurrency": page.currency,
        "availability": f"https://schema.org/{_availability(page, variant)}",
    }


def _availability(page: ProductPage, variant: Variant) -> str:
    if page.is_out(variant):
        return "OutOfStock"
    return "LimitedAvailability" if page.is_low(variant) else "InStock"


def _absolute(url: str, site: str) -> str:
    """Pictures are root-absolute, below the path of the site's address."""
    scheme, _, rest = site.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{url}" if rest else url
