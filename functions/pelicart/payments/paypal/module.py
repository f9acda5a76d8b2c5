"""The payment module: state is always read from PayPal, an event only says what to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import Acknowledgement, Notice, Payment, Redirect, Urls, Words
from pelicart.payments.paypal.account import ORDERS, Account
from pelicart.payments.paypal.amounts import chargeable, wire_text
from pelicart.payments.paypal.found import ID, page_of, session_of
from pelicart.payments.paypal.notice import read_event, verified
from pelicart.payments.paypal.page import order_body
from pelicart.payments.paypal.taking import taken

CAPTURES = "/v2/payments/captures"


@dataclass(frozen=True)
class PayPal(Account):
    """The verbs of a payment module, in the name of one app of PayPal's."""

    def accepts(self, total: Money) -> bool:
        """PayPal's currencies, and of HUF, JPY and TWD whole ones only."""
        return chargeable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect:
        """PayPal's order for ours and its attempt, the same one when asked again."""
        self.same_mode(order)
        body = order_body(order, urls, words, self.shop)
        key = f"{order.id}:{order.attempt}"
        found = self.client.call("POST", ORDERS, body, key, order=order.id)
        url = page_of(found, self.origins)
        if not url:
            raise ProviderDown("an order without its page", order=order.id)
        return Redirect(url, found["id"], order.session_expires)

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | None:  # noqa: ARG002
        """The page, also if the payer agreed: what they agreed to may have been declined."""
        found = self.found(order.session)
        if self.payment(found).state not in {"open", "approved"}:
            return None
        url = page_of(found, self.origins) or f"{self.origins[0]}/checkoutnow?token={found['id']}"
        return Redirect(url, found["id"], order.session_expires)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Asks PayPal whether the event is genuine, then reads the order that it is about.

        None for an order that isn't this shop's: the account's events come to all of its shops.
        """
        if not self.webhook_id:
            raise Misconfigured("PAYPAL_WEBHOOK_ID is not set")
        event = read_event(verified(self.client, body, headers, self.webhook_id, now))
        if event is None:
            return None
        try:
            payment = self.look_up(event.session or self._session_of(event.capture))
        except NotFound:
            return None
        return Notice(payment.session, payment.order, event.type, payment)

    def look_up(self, session: str) -> Payment:
        """Reads PayPal's order by its id."""
        return self.payment(self.found(session))

    def capture(self, session: str) -> Payment:
        """Takes what the payer agreed to; PayPal takes the money of an order once at most."""
        return taken(self.client, f"{ORDERS}/{session}", self.found(session), self.payment)

    def close(self, session: str) -> Payment:
        """PayPal ends no order when asked to; but without our capture nobody takes its money."""
        payment = self.look_up(session)
        return replace(payment, state="expired") if payment.state == "open" else payment

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives it back, then reads how much has been given back in all."""
        self.same_mode(order)
        value = wire_text(amount) if chargeable(amount) else None
        if not value or amount.currency != order.currency or not ID.fullmatch(order.reference):
            raise ProviderRefused("nothing PayPal can give back", order=order.id)
        body = {"amount": {"currency_code": amount.currency, "value": value}}
        path = f"{CAPTURES}/{order.reference}/refund"
        found = self.client.call("POST", path, json.dumps(body).encode(), key, order=order.id)
        if found.get("status") not in {"COMPLETED", "PENDING"}:
            raise ProviderRefused("refund not made", order=order.id)
        return self.look_up(order.session)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        """PayPal looks at the status alone."""
        return None if wrong else Acknowledgement()

    def sample(self, now: int) -> None:
        """Only PayPal can sign its events."""

    def _session_of(self, capture: str) -> str:
        return session_of(self.client.call("GET", f"{CAPTURES}/{capture}"))
