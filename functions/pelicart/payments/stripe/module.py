"""The payment module: state is always read from Stripe, an event only says what to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import (
    Acknowledgement,
    Notice,
    Payment,
    Redirect,
    Sample,
    Urls,
    Words,
)
from pelicart.payments.stripe.account import Account
from pelicart.payments.stripe.amounts import chargeable, wire_amount
from pelicart.payments.stripe.client import translated
from pelicart.payments.stripe.notice import read_event, sample_event, verify
from pelicart.payments.stripe.page import marks, session_params
from pelicart.payments.stripe.payment import EXPAND, is_session, payment_of
from pelicart.payments.stripe.refunds import give_back


@dataclass(frozen=True)
class Stripe(Account):
    """The verbs of a payment module, in the name of one account."""

    def accepts(self, total: Money) -> bool:
        """Within Stripe's currencies, smallest and largest charges."""
        return chargeable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect:
        """The session of this order and attempt, the same one when asked again.

        `ProviderRefused` means that this attempt is spent; another may succeed.
        """
        self.same_mode(order)
        with translated(order=order.id):
            session = self.client.v1.checkout.sessions.create(
                session_params(order, urls, words, self.origin),
                {"idempotency_key": f"{order.id}:{order.attempt}"},
            )
            return Redirect(session.url or "", session.id, session.expires_at)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Its `session` goes to `look_up`; for refunds and disputes it is the payment's id instead.

        Those made at Stripe carry no marks: then `order` is empty, and the look tells whose it is.
        """
        if not self.webhook_secrets:
            raise Misconfigured("no webhook secret")
        verify(body, headers.get("stripe-signature", ""), self.webhook_secrets, now)
        event = read_event(body, live=self.live)
        if event is None or not event.concerns(self.shop):
            return None
        return Notice(session=event.subject, order=event.order, event=event.type)

    def look_up(self, session: str) -> Payment:
        """Reads a session by its own id or by its payment's."""
        with translated(session=session):
            return payment_of(self.client, self.found(session))

    def close(self, session: str) -> Payment:
        """Expires the session; one that Stripe doesn't expire is read as it is."""
        if not is_session(session, live=self.live):
            raise NotFound("no session's id", session=session)
        try:
            with translated(session=session):
                sessions = self.client.v1.checkout.sessions
                return payment_of(self.client, sessions.expire(session, {"expand": [EXPAND]}))
        except ProviderRefused:
            return self.look_up(session)

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives it back, then reads how much has been given back in all."""
        self.same_mode(order)
        wire = wire_amount(amount)
        if not wire or amount.currency != order.currency or not order.reference:
            raise ProviderRefused("nothing Stripe can give back", order=order.id)
        with translated(order=order.id):
            give_back(self.client, order.reference, wire, marks(order, self.origin), key)
        return self.look_up(order.reference)

    def capture(self, session: str) -> Payment:
        """Stripe takes the money itself."""
        return self.look_up(session)

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | None:  # noqa: ARG002
        """The page's address while the session is open."""
        with translated(session=order.session):
            found = self.found(order.session)
            if found.status != "open" or not found.url:
                return None
            return Redirect(found.url, found.id, found.expires_at)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        """Stripe looks at the status alone."""
        return None if wrong else Acknowledgement()

    def sample(self, now: int) -> Sample | None:
        """An event of a kind we don't act on."""
        return sample_event(self.webhook_secrets, now, live=self.live)
