"""What a payment form must be like, by the fields' published rules; anything else is refused."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.standin.amounts import digits_of, units_of

FIELDS = {
    "version": r"3\.0",
    "TPE": r"[A-Za-z0-9]{7}",
    "date": r"[0-9]{2}/[0-9]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "montant": r"[0-9]{1,12}(\.[0-9]{1,2})?[A-Z]{3}",
    "reference": r"[A-Za-z0-9]{1,12}",
    "MAC": r"[0-9A-Fa-f]{40}",
    "lgue": r"FR|EN|DE|IT|ES|NL|PT|SV",
    "societe": r"[A-Za-z0-9._-]{1,50}",
    "contexte_commande": r"[A-Za-z0-9+/]+=*",
}
OPTIONAL = {
    "texte-libre": r"[\x20-\x7e]{0,3200}",
    "mail": r"[\x21-\x7e]+@[\x21-\x7e]+",
    "url_retour_ok": r"https?://[\x21-\x7e]+",
    "url_retour_err": r"https?://[\x21-\x7e]+",
}
"""Anything beyond ASCII is refused: programs differ on how the bank seals it."""

BILLING = {
    "addressLine1": r".{1,50}",
    "city": r".{1,50}",
    "postalCode": r"[^\s].{0,15}",
    "country": r"[A-Z]{2}",
}
MOST_HOURS = 26
"""A form's date may be a day off; two hours more, for it says nothing of its time zone."""


def check_form(fields: Mapping[str, str], now: int) -> None:
    """`Refusal`, if it isn't what the payment page takes; the seal is looked at elsewhere."""
    for name, value in fields.items():
        pattern = FIELDS.get(name) or OPTIONAL.get(name)
        if pattern is None:
            raise Refusal(f"The form has a field that is unknown: {name}.", param=name)
        if not re.fullmatch(pattern, value):
            raise Refusal(f"The field {name} is wrong.", param=name)
    for name in FIELDS:
        if name not in fields:
            raise Refusal(f"The form lacks its field {name}.", param=name)
    _check_date(fields["date"], now)
    _check_context(fields["contexte_commande"])
    if not amount_of(fields["montant"])[0]:
        raise Refusal("There is nothing to pay.", param="montant")


def amount_of(text: str) -> tuple[int, str]:
    """Units and currency of `62.75EUR`, or `Refusal`."""
    number, currency = text[:-3], text[-3:]
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refusal("No such amount.", param="montant")
    return units_of(number, digits_of(currency)), currency


def _check_date(text: str, now: int) -> None:
    try:
        date = datetime.strptime(text, "%d/%m/%Y:%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise Refusal("The date is none.", param="date") from None
    if abs(date.timestamp() - now) > MOST_HOURS * 3600:
        raise Refusal("The order has expired: its date is more than a day off.", param="date")


def _check_context(text: str) -> None:
    try:
        context: Any = json.loads(base64.b64decode(text, validate=True).decode())
        billing = context["billing"]
        wrong = [
            name
            for name, pattern in BILLING.items()
            if not re.fullmatch(pattern, billing.get(name, ""))
        ]
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
        wrong = ["all of it"]
    if wrong:
        raise Refusal(f"The order's context is wrong: {', '.join(wrong)}.", param="billing")
