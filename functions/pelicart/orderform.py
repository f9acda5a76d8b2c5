"""What the order form of a method by hand says beside the order itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pelicart.girocode import girocode
from pelicart.order import Order
from pelicart.reference import grouped, reference_of
from pelicart.views import MethodChoice, OrderForm

DAY = 86400


def order_form(order: Order, method: MethodChoice | None, payee: str, now: int) -> OrderForm | None:
    """The form of an order that waits for its money; None for any other.

    `payee` is who gets it unless the method says otherwise.
    """
    if method is None or order.module != "manual" or order.state != "awaiting":
        return None
    return OrderForm(
        reference=grouped(reference_of(order.number)),
        code=_code(order, method.options, payee),
        days_left=max(order.deadline - now, 0) // DAY,
        reminded=order.reminded,
    )


def _code(order: Order, options: Mapping[str, str | Sequence[str]], payee: str) -> str:
    """The QR code as an address, or empty text where banking apps could do nothing with one."""
    if "iban" not in options:
        return ""
    holder, iban, bic = (_line(options.get(name, "")) for name in ("holder", "iban", "bic"))
    text = girocode(holder or payee, iban, bic, order.money, reference_of(order.number))
    if not text:
        return ""
    from pelicart.qrcode import picture  # noqa: PLC0415  a library that other pages don't need

    return picture(text)


def _line(option: str | Sequence[str]) -> str:
    return option if isinstance(option, str) else " ".join(option)
