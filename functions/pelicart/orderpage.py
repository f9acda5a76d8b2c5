"""What the page of an order shows, and lets its shopper do."""

from __future__ import annotations

from pelicart.downloads import downloads
from pelicart.invoice import wants_invoice
from pelicart.methodchoice import method_of
from pelicart.order import BY_HAND, OPEN, Order
from pelicart.orderform import order_form
from pelicart.orders.owing import apart
from pelicart.orders.shipping import travels
from pelicart.settings import Shop
from pelicart.views import OrderView
from pelicart.withdrawing import standing

DECLINED = frozenset({"declined", "failed"})
"""Why an order went back to waiting for its shopper: its provider says that nothing was paid."""


def can_cancel(order: Order) -> bool:
    """Money on its way can't be stopped; a cheque's order can be given up until it has come."""
    waits = order.state == "awaiting" and order.module in BY_HAND
    return not order.wanted and (waits or order.state in {"new", "pending"})


def order_view(order: Order, shop: Shop, token: str, outcome: str, now: int) -> OrderView:
    """The page; `outcome` is the return's word, and `token` what opened it."""
    handed_off = order.state in {"new", "pending"} and not order.wanted
    if handed_off and outcome != "back" and order.history[-1].get("why") in DECLINED:
        outcome = "declined"
    confirming = handed_off and outcome == "done" and now < order.deadline
    method = method_of(order, shop)
    (tracking, carrier), (owed, returned) = travels(order), apart(order)
    return OrderView(
        number=order.number,
        state=order.state,
        quote=order.quote,
        person=order.person,
        method=method,
        created=order.created,
        deadline=order.deadline,
        refunded=order.refunded,
        token=token,
        confirming=confirming,
        cancelling=bool(order.wanted) and order.state in OPEN,
        can_pay=handed_off and not confirming and now < order.session_expires,
        can_cancel=can_cancel(order) and not confirming,
        outcome=outcome,
        form=order_form(order, method, shop.name, now),
        downloads=downloads(order, shop.downloads, now),
        tracking=tracking,
        carrier=carrier,
        owed=owed,
        returned=returned,
        can_withdraw=standing(order, shop.withdrawal, now) == "open",
        withdrawn=order.withdrawn,
        invoice=_invoice(order, shop),
    )


def _invoice(order: Order, shop: Shop) -> str:
    """Its number; a dash while it has none yet and looking at it gives it one."""
    coming = shop.invoice is not None and wants_invoice(order)
    return str(order.invoice.get("number", "-" if coming else ""))
