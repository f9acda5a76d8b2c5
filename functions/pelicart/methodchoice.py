"""Ways to pay as templates see them."""

from __future__ import annotations

from pelicart.methods import NOTHING_TO_PAY, Method
from pelicart.order import Order
from pelicart.settings import Shop
from pelicart.views import MethodChoice


def method_choice(method: Method, language: str = "", currency: str = "") -> MethodChoice:
    """The method by the merchant's name for it in this language."""
    label = method.label.get(language) or method.label.get("", "")
    fee = method.offer.fee
    return MethodChoice(
        method.name,
        method.module,
        method.days,
        {**method.options, **({"label": label} if label else {})},
        method.offer.deliveries,
        fee=fee.prices.get(currency, 0),
        rate=fee.rate,
    )


def method_of(order: Order, shop: Shop) -> MethodChoice | None:
    """How the order is paid, be it no longer offered; None if there was nothing to pay."""
    if order.method == NOTHING_TO_PAY:
        return None
    method = shop.method(order.method)
    if method is None:
        return MethodChoice(order.method, order.module, 0)
    return method_choice(method, order.language)
