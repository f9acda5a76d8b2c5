"""The card of an order that the merchant charges by hand: its form, and its sealed item.

It is sealed before it gets here, in the browser; without JavaScript, here in memory and at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from pelicart.card import FIELDS, earliest, read_card
from pelicart.cardkey import CardKey
from pelicart.errors import BadCard, Misconfigured
from pelicart.methods import Method
from pelicart.money import Money
from pelicart.order import SEALED, Order, card_key
from pelicart.seal import binding, is_sealed, seal
from pelicart.views import CardForm
from pelicart.writes import Write

GRACE = 24 * 3600
"""Seconds for which a card may outlive its order's deadline, should nobody have deleted it."""


def card_form(
    method: Method, order_id: str, total: Money, now: int, errors: Mapping[str, str]
) -> CardForm | None:
    """The card's part of the review page; None for other methods, and if nothing is to pay."""
    if method.module != SEALED or not total.minor:
        return None
    key = _key(method)
    bound = binding(key.kid, order_id, total).decode()
    return CardForm(key.written, bound, earliest(now), errors)


def sealed_card(order: Order, method: Method, form: Mapping[str, str], now: int) -> list[Write]:
    """What puts the order's card into the second table; nothing for other methods.

    Raises `BadCard`. A card sealed to a key that was since exchanged is asked for again.
    """
    if order.module != SEALED:
        return []
    sealed = form.get("sealed", "")
    if not sealed:
        sealed = seal(read_card(form, now), _key(method), order.id, order.money)
    elif not (is_sealed(sealed) and sealed.startswith(f"{_key(method).kid}:")):
        raise BadCard(dict.fromkeys(FIELDS, "again"))
    key = card_key(order.id)
    item = {"key": key, "sealed": sealed, "at": now, "ttl": order.deadline + GRACE}
    return [Write(key, put=item)]


def _key(method: Method) -> CardKey:
    if method.key is None:
        raise Misconfigured(f"the method {method.name} has no key for cards")
    return method.key
