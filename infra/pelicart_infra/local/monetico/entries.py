"""Payments as the page and the books show them."""

from __future__ import annotations

from pelicart_infra.local.monetico.books import TRIES, Payment
from pelicart_infra.local.standin import Entry, State
from pelicart_infra.local.standin.amounts import digits_of, text_of

LEVERS: dict[State, tuple[str, ...]] = {
    "open": ("expire",),
    "processing": ("confirm", "fail"),
    "paid": ("refund",),
}
_STATES: dict[str, State] = {"EC": "processing", "GR": "failed", "AN": "failed"}


def entry_of(payment: Payment, now: int) -> Entry:
    """One payment; its page ends by itself."""
    units, currency = payment.amount
    digits, state = digits_of(currency), _state(payment, now)
    return Entry(
        session=payment.session,
        order=payment.order,
        state=state,
        total=text_of(units, digits),
        captured=text_of(payment.captured, digits),
        refunded=text_of(payment.refunded, digits),
        currency=currency,
        done=payment.form.get("url_retour_ok", ""),
        back=payment.form.get("url_retour_err", ""),
        later=True,
        levers=LEVERS.get(state, ()),
        remark=f"{payment.tries} of {TRIES} tries",
    )


def _state(payment: Payment, now: int) -> State:
    if payment.etat == "PA":
        return "paid" if payment.captured else "approved"
    return _STATES.get(payment.etat) or ("open" if now < payment.until else "expired")
