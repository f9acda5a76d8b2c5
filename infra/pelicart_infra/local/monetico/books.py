"""The bank's own books: each payment by its reference, and what became of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from pelicart_infra.local.monetico.rules import amount_of
from pelicart_infra.local.standin import Refusal

TRIES = 4
OPEN_FOR = 45 * 60
"""Seconds that the page of a form may be paid."""

_ORDER = re.compile(r"[A-Z2-7]{26}$", re.ASCII)


@dataclass(slots=True)
class Payment:
    """`form` is what the shop posted; amounts in units of its currency.

    `etat` is what the status service says; empty while no card was tried. `until` is when its page
    ends. `says` are untruths that a lever put into what is told of it.
    """

    form: Mapping[str, str]
    live: bool
    until: int
    etat: str = ""
    tries: int = 0
    numauto: str = ""
    captured: int = 0
    refunded: int = 0
    day: str = ""
    says: dict[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The shop's name of it."""
        return self.form["reference"]

    @property
    def session(self) -> str:
        """The address of its page: both platforms may know the same reference."""
        return f"{self.reference}-live" if self.live else self.reference

    @property
    def amount(self) -> tuple[int, str]:
        """Units and currency."""
        return amount_of(self.form["montant"])

    @property
    def date(self) -> str:
        """The order's day, as the shop wrote it."""
        return self.form["date"][:10]

    @property
    def order(self) -> str:
        """The shop's own number, where its free text ends with one."""
        match = _ORDER.search(self.form.get("texte-libre", ""))
        return match[0] if match else self.reference

    def data(self) -> dict[str, Any]:
        """As JSON, without what is personal."""
        return {**asdict(self), "form": None, "reference": self.reference, "order": self.order}


@dataclass(slots=True)
class Books:
    """Every payment of both platforms, in the order their forms came. Not locked."""

    payments: dict[str, Payment] = field(default_factory=dict)

    def open(self, form: Mapping[str, str], now: int, *, live: bool) -> Payment:
        """A form came: a new payment, or one that is still open; `Refusal` if it isn't."""
        new = Payment(form, live, now + OPEN_FOR)
        known = self.payments.setdefault(new.session, new)
        if known.form["montant"] != form["montant"] or known.date != new.date:
            raise Refusal("This reference was used for another order.", param="reference")
        if known.etat in {"", "RE"}:
            known.until = max(known.until, new.until)
        return known

    def get(self, session: str) -> Payment:
        """One payment, or a 404 `Refusal`."""
        if session not in self.payments:
            raise Refusal("No such payment.", status=404)
        return self.payments[session]

    def payable(self, session: str, now: int) -> Payment:
        """The payment if its page takes a card, else `Refusal`."""
        payment = self.get(session)
        if payment.etat not in {"", "RE"}:
            raise Refusal("This reference was paid already, or takes no more cards.")
        if payment.until <= now:
            raise Refusal("This page has expired.")
        return payment


def refuse(payment: Payment) -> None:
    """A card was refused; after the fourth the reference takes no other."""
    payment.tries += 1
    payment.etat = "GR" if payment.tries >= TRIES else "RE"


def authorise(payment: Payment, now: int, *, take: bool) -> None:
    """A card was accepted, and the money taken at once if the contract says so."""
    payment.tries += 1
    payment.etat, payment.numauto = "PA", f"{secrets.randbelow(10**6):06}"
    if take:
        collect(payment, now)


def collect(payment: Payment, now: int) -> None:
    """The money is taken."""
    payment.etat = "PA"
    payment.captured = payment.amount[0]
    payment.day = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")


def give_back(payment: Payment, units: int) -> None:
    """Part or all of what was taken; `Refusal` for more."""
    if not 0 < units <= payment.captured - payment.refunded:
        raise Refusal("There is not that much to give back.", param="amount")
    payment.refunded += units
