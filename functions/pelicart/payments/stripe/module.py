"""The payment module: state is always read from Stripe, an event only says what to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments import ORIGINS
from pelicart.payments.base import (
    Acknowledgement,
    Capabilities,
    Notice,
    Payment,
    Redirect,
    Sample,
    Urls,
    Words,
)
from pelicart.payments.stripe.amounts import chargeable, wire_amount
from pelicart.payments.stripe.client import client_for, translated
from pelicart.payments.stripe.notice import read_event, sample_event, verify
from pelicart.payments.stripe.page import session_params, shop_of
from pelicart.payments.stripe.payment import EXPAND, SESSION, find, payment_of

if TYPE_CHECKING:
    from stripe import StripeClient

API = "https://api.stripe.com"

_KEY = re.compile(r"(?:sk|rk)_(?:live|test)_\w+", re.ASCII)


@dataclass(frozen=True)  # no slots: the client is made once, when first needed
class Stripe:
    """`webhook_secrets` has the current one first, then those still honoured.

    `origin` is the shop's own address, `api` that of Stripe's API. `origins` are those of the
    payment page: Stripe's, or the shop's own domain there. `timeout` to connect and to read, in
    seconds.
    """

    key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    origin: str
    origins: tuple[str, ...] = (ORIGINS["stripe"],)
    api: str = API
    timeout: tuple[float, float] = (2, 8)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise Misconfigured("Stripe's secret key starts with sk_live_ or sk_test_")
        if not all(secret.startswith("whsec_") for secret in self.webhook_secrets):
            raise Misconfigured("Stripe's webhook secret starts with whsec_")
        if not self._shop:
            raise Misconfigured("the shop has no origin")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Only what checks notices is given `STRIPE_WEBHOOK_SECRET`, one or several."""
        return cls(
            key=environment.get("STRIPE_SECRET_KEY", ""),
            webhook_secrets=tuple(environment.get("STRIPE_WEBHOOK_SECRET", "").split()),
            origin=environment.get("PELICART_ORIGIN", "").rstrip("/"),
            origins=tuple(environment.get("STRIPE_ORIGINS", ORIGINS["stripe"]).split()),
            api=environment.get("STRIPE_API_BASE") or API,
        )

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.key[2:].startswith("_live_")

    @property
    def capabilities(self) -> Capabilities:
        """Everything; the browser passes through the page's origins alone."""
        return Capabilities(refunds=True, looks_up=True, origins=self.origins)

    def accepts(self, total: Money) -> bool:
        """Within Stripe's currencies, smallest and largest charges."""
        return chargeable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect:
        """The session of this order and attempt, the same one when asked again.

        `ProviderRefused` means that this attempt is spent; another may succeed.
        """
        with translated(order=order.id):
            session = self._client.v1.checkout.sessions.create(
                session_params(order, urls, words, self.origin),
                {"idempotency_key": f"{order.id}:{order.attempt}"},
            )
            return Redirect(session.url or "", session.id, session.expires_at)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Its `session` goes to `look_up`; for a refund it is the payment's id instead."""
        if not self.webhook_secrets:
            raise Misconfigured("no webhook secret")
        verify(body, headers.get("stripe-signature", ""), self.webhook_secrets, now)
        event = read_event(body, live=self.live)
        if event is None or event.shop != self._shop:
            return None
        return Notice(session=event.subject, order=event.order, event=event.type)

    def look_up(self, session: str) -> Payment:
        """Reads a session by its own id or by its payment's."""
        with translated(session=session):
            return payment_of(find(self._client, session, self._shop))

    def close(self, session: str) -> Payment:
        """Expires the session; one that isn't open any more is read as it is."""
        if not SESSION.fullmatch(session):
            raise NotFound("no session's id", session=session)
        try:
            with translated(session=session):
                sessions = self._client.v1.checkout.sessions
                return payment_of(sessions.expire(session, {"expand": [EXPAND]}))
        except ProviderRefused:
            payment = self.look_up(session)
            if payment.state == "open":
                raise
            return payment

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives it back, then reads how much has been given back in all."""
        wire = wire_amount(amount)
        if wire is None or not order.reference:
            raise ProviderRefused("nothing Stripe can give back", order=order.id)
        with translated(order=order.id):
            refund = self._client.v1.refunds.create(
                {"payment_intent": order.reference, "amount": wire}, {"idempotency_key": key}
            )
            if refund.status in {"failed", "canceled"}:
                raise ProviderRefused(f"refund {refund.status}", order=order.id)
        return self.look_up(order.reference)

    def capture(self, session: str) -> Payment:
        """Stripe takes the money itself."""
        return self.look_up(session)

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | None:  # noqa: ARG002
        """The page's address while the session is open."""
        with translated(session=order.session):
            found = find(self._client, order.session, self._shop)
            if found.status != "open" or not found.url:
                return None
            return Redirect(found.url, found.id, found.expires_at)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        """Stripe looks at the status alone."""
        return None if wrong else Acknowledgement()

    def sample(self, now: int) -> Sample | None:
        """An event of a kind we don't act on."""
        return sample_event(self.webhook_secrets, now, live=self.live)

    @property
    def _shop(self) -> str:
        return shop_of(self.origin)

    @cached_property
    def _client(self) -> StripeClient:
        return client_for(self.key, self.api, self.timeout)
