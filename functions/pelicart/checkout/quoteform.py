"""The quote in the review page's form: how it travels there and back, and what binds it."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pelicart.address import LIMITS
from pelicart.errors import BadRequest, QuoteChanged
from pelicart.quote import Quote, canonical, digest, quote_from

LARGEST = 256 * 1024
"""Bytes of a quote: the fullest cart with the longest names stays far below."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the shopper was shown and agreed to."""

    quote: Quote
    person: Mapping[str, str]
    method: str


def choice_digest(quote: Quote, person: Mapping[str, str], method: str) -> str:
    """Binds quote, personal data and method: what is ordered is what was shown."""
    return digest(canonical(quote.as_data()), dict(person), method)


def packed(quote: Quote) -> str:
    """The quote as a form field, short enough for a full cart to be posted."""
    return base64.urlsafe_b64encode(zlib.compress(canonical(quote.as_data()).encode(), 9)).decode()


def read_reviewed(form: Mapping[str, str], claims: Mapping[str, Any]) -> Reviewed:
    """What was reviewed, if the form is the one that the quote's verified claims were made for.

    Nothing is parsed that isn't ours to the byte. Raises `QuoteChanged` and `BadRequest`.
    """
    text = _unpacked(form.get("lines", ""))
    person = {name: form[name] for name in LIMITS if form.get(name)}
    method = form.get("method", "")
    if not hmac.compare_digest(digest(text, person, method), str(claims.get("digest"))):
        raise QuoteChanged("what was posted was not quoted")
    return Reviewed(quote_from(json.loads(text)), person, method)


def _unpacked(field: str) -> str:
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(base64.urlsafe_b64decode(field), LARGEST)
        return text.decode()
    except (binascii.Error, zlib.error, ValueError) as wrong:
        raise BadRequest("the quote is not readable") from wrong
