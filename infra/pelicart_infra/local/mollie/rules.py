"""What Mollie refuses in a request; https://docs.mollie.com/reference/create-payment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from pelicart_infra.local.standin import Refusal

Said = Mapping[str, Any]

# https://docs.mollie.com/docs/multicurrency
CURRENCIES = {
    **dict.fromkeys(
        "AED AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS MXN MYR NOK NZD PHP PLN RON SEK SGD THB"
        " TWD USD ZAR".split(),
        2,
    ),
    **dict.fromkeys(("ISK", "JPY"), 0),
}
LOCALES = frozenset(
    "ca_ES cs_CZ da_DK de_AT de_CH de_DE de_LU el_GR en_BE en_GB en_NL en_US es_ES fi_FI fr_BE"
    " fr_FR fr_LU hu_HU is_IS it_IT lt_LT lv_LV nb_NO nl_BE nl_NL pl_PL pt_PT sk_SK sl_SI sv_SE"
    " tr_TR".split()
)
LARGEST = Decimal(1_000_000)  # of a bank transfer, the method that takes most
MOST_METADATA = 1024

OF_PAYMENT = frozenset({
    "amount", "cancelUrl", "captureMode", "description", "locale", "metadata", "method",
    "redirectUrl", "webhookUrl",
})  # fmt: skip
OF_CAPTURE = frozenset({"amount", "description", "metadata"})
OF_REFUND = OF_CAPTURE

_NEARBY = re.compile(r"localhost|127\.|\[?::1|10\.|192\.168\.")


def check_payment(said: Said) -> None:
    """Raises `Refusal` for the first thing wrong."""
    known(said, OF_PAYMENT)
    for name in ("description", "redirectUrl"):
        if not isinstance(said.get(name), str) or not said[name]:
            raise refused(f"The {name} is required", name)
    value = units(said.get("amount"))
    if not value:
        raise refused("The amount is lower than the minimum", "amount")
    if value > LARGEST:
        raise refused("The amount is higher than the maximum", "amount")
    for name in ("redirectUrl", "cancelUrl", "webhookUrl"):
        _address(said.get(name), name)
    if said.get("locale") not in {None, *LOCALES}:
        raise refused("The locale is invalid", "locale")
    metadata(said)


def metadata(said: Said) -> None:
    """Any data, but little of it."""
    if len(json.dumps(said.get("metadata"))) > MOST_METADATA:
        raise refused("The metadata is too long", "metadata")


def known(said: Said, names: frozenset[str]) -> None:
    """Raises `Refusal` for a parameter that the call doesn't have."""
    for name in said:
        if name not in names:
            raise Refusal(f'Non-existent body parameter "{name}" for this API call.', param=name)


def units(amount: object) -> Decimal:
    """The value of an amount object, which must have all decimals of its currency."""
    if not isinstance(amount, Mapping) or set(amount) != {"currency", "value"}:
        raise refused("The amount is invalid", "amount")
    currency, value = amount["currency"], amount["value"]
    if currency not in CURRENCIES:
        raise refused("The currency is not supported", "amount.currency")
    digits = CURRENCIES[currency]
    form = rf"[0-9]+\.[0-9]{{{digits}}}" if digits else r"[0-9]+"
    if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
        raise refused(f"The amount must have {digits} decimals", "amount.value")
    return Decimal(value)


def refused(detail: str, param: str = "") -> Refusal:
    """422: understood, and not done."""
    return Refusal(detail, status=422, param=param)


def _address(url: object, name: str) -> None:
    if url is None:
        return
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise refused(f"The {name} is invalid", name)
    if name == "webhookUrl" and _NEARBY.match(parts.netloc):
        raise refused(
            "The webhook URL is invalid because it is unreachable from Mollie's point of view", name
        )
