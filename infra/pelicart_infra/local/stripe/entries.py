"""Sessions as the payment page and the books show them."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart_infra.local.standin import Entry, Line, State
from pelicart_infra.local.standin.amounts import text_of
from pelicart_infra.local.stripe import disputes, refunds
from pelicart_infra.local.stripe.ledger import Ledger, Object

# https://docs.stripe.com/currencies: what the API counts without or with three decimals.
WITHOUT_DECIMALS = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
WITH_THREE = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def entry_of(ledger: Ledger, session: Object) -> Entry:
    """One session with its payment and charge."""
    intent = ledger.objects.get(session["payment_intent"] or "", {})
    charge = ledger.objects.get(intent.get("latest_charge") or "", {})
    digits, state = digits_of(session["currency"]), _state(session, intent)
    return Entry(
        session=session["id"],
        order=session["client_reference_id"] or "",
        state=state,
        total=text_of(session["amount_total"], digits),
        captured=text_of(charge.get("amount_captured", 0), digits),
        refunded=text_of(charge.get("amount_refunded", 0), digits),
        currency=session["currency"].upper(),
        done=session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]),
        back=session["cancel_url"] or session["success_url"],
        lines=list(_lines(ledger, session)),
        email=session["customer_email"] or "",
        later=True,
        levers=_levers(ledger, session, state),
        remark=", ".join(_remarks(ledger, session)),
    )


def digits_of(currency: str) -> int:
    """How many decimals the API's integers have in a currency."""
    return 0 if currency in WITHOUT_DECIMALS else 3 if currency in WITH_THREE else 2


def _state(session: Object, intent: Object) -> State:
    free = session["status"] == "complete" and session["payment_status"] == "no_payment_required"
    if free or intent.get("status") == "succeeded":
        return "paid"
    if session["status"] == "open":
        return "open"
    if session["status"] == "expired":
        return "expired"
    return "processing" if intent.get("status") == "processing" else "failed"


def _levers(ledger: Ledger, session: Object, state: State) -> tuple[str, ...]:
    known: dict[State, tuple[str, ...]] = {"open": ("expire",), "processing": ("confirm", "fail")}
    if state != "paid":
        return known.get(state, ())
    statuses = {one["status"] for one in disputes.of_session(ledger, session)}
    if statuses - disputes.OVER:
        return ("win", "lose")
    under_way = any(one["status"] == "pending" for one in refunds.known(ledger, session))
    return ("refund", "dispute", *(("confirm", "fail") if under_way else ()))


def _remarks(ledger: Ledger, session: Object) -> Iterator[str]:
    for one in refunds.known(ledger, session):
        if one["status"] != "succeeded":
            yield f"a refund {one['status']}"
    for one in disputes.of_session(ledger, session):
        yield f"dispute {one['status'].replace('_', ' ')}"


def _lines(ledger: Ledger, session: Object) -> Iterator[Line]:
    for line in ledger.lines(session["id"]):
        price = text_of(line["amount_total"], digits_of(line["currency"]))
        yield Line(line["description"], line["quantity"], price, line["detail"])
