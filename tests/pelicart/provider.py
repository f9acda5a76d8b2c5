"""A payment provider in memory, scripted by tests: sessions, money, refunds and bad days."""

# ruff: noqa: ARG002  the protocol's arguments

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from pelicart.errors import Forged, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import (
    Acknowledgement,
    Capabilities,
    Notice,
    Payment,
    PostForm,
    Redirect,
    Sample,
    Urls,
    Words,
)

HOST = "https://pay.example"


@dataclass
class Provider:
    """`down` fails every verb so many times; `lost` applies a start and then loses its answer.

    `declining` lets no capture succeed, `refusing` no start and no refund.
    """

    live: bool = True
    down: int = 0
    lost: int = 0
    refusing: bool = False
    declining: bool = False
    refunds: bool = True
    forms: bool = False
    smallest: int = 1
    lingers: int = 0
    unclosable: bool = False
    strangers_open: bool = False
    payments: dict[str, Payment] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    agreed: dict[str, tuple[int, str]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    urls: Urls | None = None
    words: Words | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            refunds=self.refunds,
            origins=(HOST,),
            lingers=self.lingers,
            strangers_open=self.strangers_open,
        )

    def accepts(self, total: Money) -> bool:
        return total.minor >= self.smallest

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect | PostForm:
        self._called("start")
        if self.refusing:
            raise ProviderRefused("not today")
        self.urls, self.words = urls, words
        key = f"{order.id}:{order.attempt}"
        if key not in self.sessions:
            session = self.sessions[key] = f"session-{next(self._numbers)}"
            nothing = Money(0, order.currency)
            self.payments[session] = Payment(
                "open", order.id, session, nothing, nothing, self.live, ""
            )
        if self.lost:
            self.lost -= 1
            raise ProviderDown("no answer")
        return self._hand_off(self.sessions[key], order.session_expires)

    def _hand_off(self, session: str, expires: int) -> Redirect | PostForm:
        if self.forms:
            return PostForm(f"{HOST}/form", {"session": session}, session, expires)
        return Redirect(f"{HOST}/{session}", session, expires)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        if headers.get("x-signature") != "good":
            raise Forged("signature")
        data = json.loads(body)
        if data.get("shop", "ours") != "ours":
            return None
        return Notice(data["session"], data.get("order", ""))

    def look_up(self, session: str) -> Payment:
        self._called("look_up")
        if session not in self.payments:
            raise NotFound("no session of this shop", session=session)
        return self.payments[session]

    def capture(self, session: str) -> Payment:
        self._called("capture")
        if self.payments[session].state == "approved":
            if self.declining:
                return self.does(session, state="open")
            minor, currency = self.agreed[session]
            self.does(session, state="open")
            return self.takes(session, minor, currency)
        return self.payments[session]

    def close(self, session: str) -> Payment:
        self._called("close")
        if session not in self.payments:
            raise NotFound("no session of this shop", session=session)
        if self.payments[session].state == "open" and not self.unclosable:
            self.does(session, state="expired")
        return self.payments[session]

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        self._called("refund")
        if self.refusing or key in self.refused:
            self.refused.add(key)  # as providers do, who repeat their first answer to a key
            raise ProviderRefused("not today")
        payment = self.payments[order.session]
        if key not in self.given:
            if payment.refunded.minor + amount.minor > payment.captured.minor:
                raise ProviderRefused("more than there is")
            self.given[key] = amount.minor
            total = Money(payment.refunded.minor + amount.minor, amount.currency)
            payment = self.does(order.session, refunded=total)
        assert self.given[key] == amount.minor, "one key for two refunds"
        return payment

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | PostForm | None:
        self._called("resume")
        if self.look_up(order.session).state != "open":
            return None
        return self._hand_off(order.session, order.session_expires)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        return None if wrong else Acknowledgement(200, "received")

    def sample(self, now: int) -> Sample | None:
        return None

    def does(self, session: str, **changes: object) -> Payment:
        """Whatever happens at the provider."""
        changed = self.payments[session] = replace(self.payments[session], **changes)
        return changed

    def agrees(self, session: str, minor: int, currency: str = "EUR") -> Payment:
        """The shopper agrees to what is taken by a capture of ours."""
        self.agreed[session] = (minor, currency)
        return self.does(session, state="approved")

    def takes(self, session: str, minor: int, currency: str = "EUR") -> Payment:
        """The shopper pays."""
        assert self.payments[session].state == "open", "this session can't be paid"
        paid = Money(minor, currency)
        reference = f"payment-of-{session}"
        nothing = Money(0, currency)
        return self.does(
            session, state="paid", captured=paid, refunded=nothing, reference=reference
        )

    @property
    def open(self) -> list[str]:
        """Sessions that can be paid."""
        return [name for name, payment in self.payments.items() if payment.state == "open"]

    def _called(self, verb: str) -> None:
        self.calls[verb] += 1
        if self.down:
            self.down -= 1
            raise ProviderDown("no answer")
