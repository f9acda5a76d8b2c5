"""Who we are at PayPal: the app's id, secret and mode, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from pelicart.errors import Misconfigured, NotFound, ProviderRefused
from pelicart.order import Order
from pelicart.payments.base import Capabilities, Payment
from pelicart.payments.calling import LOOPBACK, TIMEOUT, Api
from pelicart.payments.paypal.client import Client
from pelicart.payments.paypal.found import ID
from pelicart.payments.paypal.payment import payment_of

APIS = {"live": "https://api-m.paypal.com", "sandbox": "https://api-m.sandbox.paypal.com"}
PAGES = {"live": "https://www.paypal.com", "sandbox": "https://www.sandbox.paypal.com"}

ORDERS = "/v2/checkout/orders"

PROBE = "PELICARTDOCTOR000"
"""An order's id that PayPal has given to nobody."""

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,128}", re.ASCII)
_SECRET = re.compile(r"[\x21-\x7e]{8,200}", re.ASCII)
_WEBHOOK_ID = re.compile(r"[A-Za-z0-9-]{1,50}", re.ASCII)


@dataclass(frozen=True)  # no slots: the client is made once, when first needed
class Account:
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
        if not self.shop:
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
        return Capabilities(
            refunds=True, looks_up=True, probe=PROBE, strangers_open=True, origins=self.origins
        )

    @property
    def shop(self) -> str:
        """How this shop is told from others on the same account: its host and port."""
        return urlsplit(self.origin).netloc

    @cached_property
    def client(self) -> Client:
        """PayPal's interface in our name, with its token."""
        return Client(Api(self.api, self.timeout), self.client_id, self.secret, self.clock)

    def found(self, session: str) -> dict[str, Any]:
        """PayPal's order, whoever's; `NotFound`: the id may come from a browser."""
        if not ID.fullmatch(session):
            raise NotFound("no id of PayPal's")
        return self.client.call("GET", f"{ORDERS}/{session}", session=session)

    def payment(self, found: Mapping[str, Any]) -> Payment:
        """What PayPal's order says, if it is this shop's."""
        return payment_of(found, self.shop, live=self.live)

    def same_mode(self, order: Order) -> None:
        """`ProviderRefused` for an order of the other mode: this app must not touch its money."""
        if order.live is not self.live:
            raise ProviderRefused("the order was made in the other mode", order=order.id)
