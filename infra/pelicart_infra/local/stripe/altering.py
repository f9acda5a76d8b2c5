"""Books that no longer say what the shop asked for: what a test of mismatches needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.standin.amounts import units_of
from pelicart_infra.local.stripe.entries import digits_of
from pelicart_infra.local.stripe.ledger import Ledger, Object

_AMOUNTS = ("amount", "amount_total", "amount_subtotal", "amount_received", "amount_captured")


def alter(ledger: Ledger, session: Object, said: Mapping[str, Any]) -> None:
    """Changes `amount`, `currency`, `live`, `status` or `order` wherever the API shows it."""
    known = {"amount": _amount, "currency": _currency, "live": _live, "order": _order}
    if not said or said.keys() - known.keys() - {"status"}:
        raise Refusal("Say what to alter: amount, currency, live, status or order.")
    if "status" in said:
        session.update(status=said["status"], payment_status=said["status"])
    for one in _concerned(ledger, session):
        for name in said.keys() & known.keys():
            known[name](one, said[name])


def _concerned(ledger: Ledger, session: Object) -> list[Object]:
    intent = ledger.objects.get(session["payment_intent"] or "", {})
    charge = ledger.objects.get(intent.get("latest_charge") or "", {})
    return [one for one in (session, intent, charge) if one]


def _amount(one: Object, said: object) -> None:
    """What isn't paid stays so."""
    units = units_of(said, digits_of(one["currency"]))
    one.update({name: units for name in _AMOUNTS if one.get(name)})


def _currency(one: Object, said: object) -> None:
    one["currency"] = str(said).lower()


def _live(one: Object, said: object) -> None:
    one["livemode"] = said is True


def _order(one: Object, said: object) -> None:
    if "client_reference_id" in one:
        one["client_reference_id"] = str(said)
    one["metadata"] = {**one["metadata"], "order": str(said)}
