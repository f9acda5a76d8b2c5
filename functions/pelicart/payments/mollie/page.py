"""What Mollie's payment page is asked to show; https://docs.mollie.com/reference/create-payment.

Nothing personal goes here: the page asks for what the chosen method needs.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pelicart.order import Order
from pelicart.payments.base import Urls, Words
from pelicart.payments.calling import LOOPBACK
from pelicart.payments.mollie.amounts import wire_amount

LOCALES = (
    "ca_ES", "cs_CZ", "da_DK", "de_DE", "de_AT", "de_CH", "de_LU", "el_GR", "en_GB", "en_BE",
    "en_NL", "en_US", "es_ES", "fi_FI", "fr_FR", "fr_BE", "fr_LU", "hu_HU", "is_IS", "it_IT",
    "lt_LT", "lv_LV", "nb_NO", "nl_NL", "nl_BE", "pl_PL", "pt_PT", "sk_SK", "sl_SI", "sv_SE",
    "tr_TR",
)  # fmt: skip
"""The first of a language stands for it."""

NORWEGIAN = {"no": "nb", "nn": "nb"}


def payment_params(order: Order, urls: Urls, words: Words, shop: str) -> dict[str, Any]:
    """The whole request; the same order gives the same parameters, as idempotency asks."""
    params: dict[str, Any] = {
        "amount": wire_amount(order.money),
        "description": words.order,
        "redirectUrl": urls.done,
        "cancelUrl": urls.back,
        "metadata": {"order": order.id, "shop": shop},
    }
    if reachable(urls.notice):
        params["webhookUrl"] = urls.notice
    if locale := locale_of(order.language):
        params["locale"] = locale
    return params


def reachable(url: str) -> bool:
    """Whether Mollie can call this address: it refuses a payment with one of this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname not in LOOPBACK


def locale_of(language: str) -> str:
    """Mollie's locale for a language; empty where it has none and asks the browser."""
    base, _, region = language.replace("_", "-").partition("-")
    base = NORWEGIAN.get(base.lower(), base.lower())
    known = [name for name in LOCALES if name.startswith(f"{base}_")]
    exact = f"{base}_{region.upper()}"
    return exact if exact in known else next(iter(known), "")
