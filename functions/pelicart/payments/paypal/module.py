"""The payment module: state is always read from PayPal, an event only says what to read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import (
    Acknowledgement,
    Capabilities,
    Notice,
    Payment,
    Redirect,
    Urls,
    Words,
)
from pelicart.payments.calling import LOOPBACK, TIMEOUT, Api
from pelicart.payments.paypal.amounts import chargeable, wire_text
from pelicart.payments.paypal.client import Client
from pelicart.payments.paypal.notice import read_event, verified
from pelicart.payments.paypal.page import order_body
from pelicart.payments.paypal.payment import ID, page_of, payment_of, session_of
from pelicart.payments.paypal.taking import taken

APIS = {"live": "https://api-m.paypal.com", "sandbox": "https://api-m.sandbox.paypal.com"}
PAGES = {"live": "https://www.paypal.com", "sandbox": "https://www.sandbox.paypal.com"}

ORDERS, CAPTURES = "/v2/checkout/orders", "/v2/payments/captures"

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,128}", re.ASCII)
_SECRET = re.compile(r"[\x21-\x7e]{8,200}", re.ASCII)
_WEBHOOK_ID = re.compile(r"[A-Za-z0-9-]{1,50}", re.ASCII)


@dataclass(frozen=True)  # no slots: the client is made once, when first needed
class PayPal:
    """`mode` is live or sandbox. `origin` is the shop's own address, `api` that of PayPal's API.

    `origins` are those of PayPal's page, the one to send people to first. `clock` tells how long a
    token was kept.
    """

    client_id: str
    secret: str = field(repr=False)
    webhook_id: str
    mode: str
    origin: str
    origins: tuple[str, ...] = ()
    api: str = ""
    timeout: tuple[float, float] = TIMEOUT
    clock: Callable[[], float] = field(default=monotonic, repr=False)

    def __post_init__(self) -> None:
        if self.mode not in APIS:
            raise Misconfigured("PAYPAL_MODE is live or sandbox")
        if not _CLIENT_ID.fullmatch(self.client_id) or not _SECRET.fullmatch(self.secret):
            raise Misconfigured("PAYPAL_CLIENT_ID or PAYPAL_SECRET is missing or none of PayPal's")
        if self.webhook_id and not _WEBHOOK_ID.fullmatch(self.webhook_id):
            raise Misconfigured("PAYPAL_WEBHOOK_ID is none of PayPal's")
        if not self._shop:
            raise Misconfigured("the shop has no origin")
        object.__setattr__(self, "api", self.api or APIS[self.mode])
        object.__setattr__(self, "origins", self.origins or (PAGES[self.mode],))
        host = urlsplit(self.api).hostname or ""
        if self.live == (host in LOOPBACK or "sandbox" in host):
            raise Misconfigured("PAYPAL_API_BASE is of the other mode than PAYPAL_MODE")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Without `PAYPAL_WEBHOOK_ID` everything works but notices."""
        return cls(
            client_id=environment.get("PAYPAL_CLIENT_ID", ""),
            secret=environment.get("PAYPAL_SECRET", ""),
            webhook_id=environment.get("PAYPAL_WEBHOOK_ID", ""),
            mode=environment.get("PAYPAL_MODE", ""),
            origin=environment.get("PELICART_ORIGIN", "").rstrip("/"),
            origins=tuple(environment.get("PAYPAL_ORIGINS", "").split()),
            api=environment.get("PAYPAL_API_BASE", ""),
        )

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.mode == "live"

    @property
    def capabilities(self) -> Capabilities:
        """Everything; the browser passes through the page's origins alone."""
        return Capabilities(refunds=True, looks_up=True, origins=self.origins)

    def accepts(self, total: Money) -> bool:
        """PayPal's currencies, and of HUF, JPY and TWD whole ones only."""
        return chargeable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect:
        """PayPal's order for ours and its attempt, the same one when asked again."""
        body = order_body(order, urls, words, self._shop)
        key = f"{order.id}:{order.attempt}"
        found = self._client.call("POST", ORDERS, body, key, order=order.id)
        url = page_of(found, self.origins)
        if not url:
            raise ProviderDown("an order without its page", order=order.id)
        return Redirect(url, found["id"], order.session_expires)

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | None:  # noqa: ARG002
        """The page, also if the payer agreed: what they agreed to may have been declined."""
        found = self._read(order.session)
        if self._payment(found).state not in {"open", "approved"}:
            return None
        url = page_of(found, self.origins) or f"{self.origins[0]}/checkoutnow?token={found['id']}"
        return Redirect(url, found["id"], order.session_expires)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Asks PayPal whether the event is genuine, then reads the order that it is about.

        None for an order that isn't this shop's: the account's events come to all of its shops.
        """
        if not self.webhook_id:
            raise Misconfigured("PAYPAL_WEBHOOK_ID is not set")
        event = read_event(verified(self._client, body, headers, self.webhook_id, now))
        if event is None:
            return None
        try:
            payment = self.look_up(event.session or self._session_of(event.capture))
        except NotFound:
            return None
        return Notice(payment.session, payment.order, event.type, payment)

    def look_up(self, session: str) -> Payment:
        """Reads PayPal's order by its id."""
        return self._payment(self._read(session))

    def capture(self, session: str) -> Payment:
        """Takes what the payer agreed to; PayPal takes the money of an order once at most."""
        return taken(self._client, f"{ORDERS}/{session}", self._read(session), self._payment)

    def close(self, session: str) -> Payment:
        """PayPal ends no order when asked to; but without our capture nobody takes its money."""
        payment = self.look_up(session)
        return replace(payment, state="expired") if payment.state == "open" else payment

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives it back, then reads how much has been given back in all."""
        value = wire_text(amount)
        if not value or not ID.fullmatch(order.reference) or order.live != self.live:
            raise ProviderRefused("nothing PayPal can give back", order=order.id)
        body = {"amount": {"currency_code": amount.currency, "value": value}}
        path = f"{CAPTURES}/{order.reference}/refund"
        found = self._client.call("POST", path, json.dumps(body).encode(), key, order=order.id)
        if found.get("status") not in {"COMPLETED", "PENDING"}:
            raise ProviderRefused("refund not made", order=order.id)
        return self.look_up(order.session)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        """PayPal looks at the status alone."""
        return None if wrong else Acknowledgement()

    def sample(self, now: int) -> None:
        """Only PayPal can sign its events."""

    def _session_of(self, capture: str) -> str:
        return session_of(self._client.call("GET", f"{CAPTURES}/{capture}"))

    def _read(self, session: str) -> dict[str, Any]:
        """PayPal's order; the id may come from a browser."""
        if not ID.fullmatch(session):
            raise NotFound("no id of PayPal's")
        return self._client.call("GET", f"{ORDERS}/{session}", session=session)

    def _payment(self, found: Mapping[str, Any]) -> Payment:
        return payment_of(found, self._shop, live=self.live)

    @property
    def _shop(self) -> str:
        """How this shop is told from others on the same account: its host and port."""
        return urlsplit(self.origin).netloc

    @cached_property
    def _client(self) -> Client:
        return Client(Api(self.api, self.timeout), self.client_id, self.secret, self.clock)
