"""Mollie's notices: an id alone, unsigned by design; https://docs.mollie.com/reference/webhooks."""

from __future__ import annotations

from urllib.parse import parse_qsl

from pelicart.errors import BadRequest
from pelicart.payments.base import Sample
from pelicart.payments.mollie.client import ID

MOST_FIELDS = 8

PROBE = "tr_pelicartsample"
"""An id of the right form that names no payment."""

SAMPLE = Sample(f"id={PROBE}".encode(), {"content-type": "application/x-www-form-urlencoded"})


def named_in(body: bytes) -> str:
    """The payment's id in a form that anybody may have posted, or `BadRequest`."""
    try:
        text = body.decode("ascii")
        fields = parse_qsl(text, strict_parsing=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadRequest("no form") from None
    named = [value for name, value in fields if name == "id"]
    if len(named) != 1 or not ID.fullmatch(named[0]):
        raise BadRequest("no payment's id")
    return named[0]
