"""What PayPal answers, as far as it can be believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pelicart.errors import BadRequest, ProviderDown
from pelicart.payments.strict import text_at

ID = re.compile(r"[A-Z0-9]{8,36}", re.ASCII)
"""PayPal's name of an order (our session), a capture or a refund."""

_URL = re.compile(r"[\x21-\x7e]{0,2000}", re.ASCII)

Found = Mapping[str, Any]


def page_of(found: Found, origins: Sequence[str]) -> str:
    """The address of its page, if it stands among its links; `ProviderDown` for one elsewhere.

    Elsewhere the site's policy wouldn't let the browser go.
    """
    try:
        links = {text_at(one, "rel"): text_at(one, "href") for one in objects(found, "links")}
        named = ID.fullmatch(text_at(found, "id"))
    except BadRequest:
        raise ProviderDown("an order that we can't read") from None
    url = links.get("payer-action") or links.get("approve") or ""
    at_home = any(url.startswith((f"{origin}/", f"{origin}?")) for origin in origins)
    if not named or not _URL.fullmatch(url) or (url and not at_home):
        raise ProviderDown("an order whose page is elsewhere")
    return url


def session_of(capture: Found) -> str:
    """The order that a capture belongs to; empty if it has none."""
    try:
        return text_at(capture, "supplementary_data", "related_ids", "order_id")
    except BadRequest:
        raise ProviderDown("a capture that we can't read") from None


def objects(of: object, name: str) -> Sequence[Found]:
    """The objects below this name, none if it is missing."""
    listed = of.get(name) or [] if isinstance(of, Mapping) else None
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise BadRequest(f"no list of {name}")
    return listed
