"""The sealed form that takes the shopper to the payment page.

Made of the order alone, so that the same order always gives the same form. Personal data goes to
the bank as 3-D Secure asks: name, e-mail and billing address.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

from pelicart.errors import ProviderRefused
from pelicart.order import Order
from pelicart.payments.base import Urls
from pelicart.payments.monetico.amounts import amount_text
from pelicart.payments.monetico.paris import stamp
from pelicart.payments.monetico.session import Session

VERSION = "3.0"
LANGUAGES = frozenset({"FR", "EN", "DE", "IT", "ES", "NL", "PT", "SV"})
USUAL = "EN"

# EMV 3-D Secure takes no longer ones, and a cut address is better than no payment.
_LINE, _NAME, _POSTCODE = 50, 45, 16
WITHOUT_POSTCODE = "00000"
"""The bank asks for one, and some countries have none."""


def form_fields(order: Order, session: Session, urls: Urls, host: str) -> dict[str, str]:
    """Everything but terminal, company and seal; `ProviderRefused` without a billing address."""
    fields = {
        "version": VERSION,
        "date": stamp(order.created),
        "montant": amount_text(session.money),
        "reference": session.reference,
        "lgue": language(order.language),
        "texte-libre": mark(host, session.text),
        "contexte_commande": _context(order),
        "url_retour_ok": urls.done,
        "url_retour_err": urls.back,
    }
    email = order.person.get("email", "")
    if email and _unmistakable(email):  # the page doesn't need it
        fields["mail"] = email
    if not all(map(_unmistakable, fields.values())):
        raise ProviderRefused("an address of the shop's that can't be sealed", order=order.id)
    return fields


def _unmistakable(value: str) -> bool:
    """ASCII, and without what parts fields under the seal: with it the same seal would fit others.

    Whoever typed such an address could post another sum than ours to the bank, sealed by us.
    """
    return value.isascii() and "*" not in value


def language(wanted: str) -> str:
    """The page's language: the order's if the bank has it."""
    base = wanted.replace("_", "-").partition("-")[0].upper()
    return base if base in LANGUAGES else USUAL


def mark(host: str, rest: str) -> str:
    """The free text, which comes back sealed with each notice: whose payment it is, and which."""
    return f"pelicart/{quote(host, safe=':[]')}/{rest}"


def _context(order: Order) -> str:
    """Base64 of UTF-8 JSON, so it is ASCII whatever the address is."""
    context = json.dumps({"billing": _billing(order)}, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(context.encode()).decode()


def _billing(order: Order) -> Mapping[str, str]:
    person = order.person
    billing = {
        "name": person.get("name", "")[:_NAME],
        "addressLine1": person.get("line1", "")[:_LINE],
        "addressLine2": person.get("line2", "")[:_LINE],
        "city": person.get("city", "")[:_LINE],
        "postalCode": person.get("postcode", "")[:_POSTCODE] or WITHOUT_POSTCODE,
        "country": person.get("country", ""),
        "email": person.get("email", ""),
    }
    if not (billing["addressLine1"] and billing["city"] and billing["country"]):
        raise ProviderRefused("no billing address", order=order.id)
    return {name: value for name, value in billing.items() if value}
