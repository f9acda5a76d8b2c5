"""Who we are at Stripe: key, secrets and addresses, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

from pelicart.errors import Misconfigured, ProviderRefused
from pelicart.order import Order
from pelicart.payments import ORIGINS
from pelicart.payments.base import Capabilities
from pelicart.payments.stripe.client import client_for
from pelicart.payments.stripe.page import shop_of
from pelicart.payments.stripe.payment import find

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.checkout import Session

API = "https://api.stripe.com"
PROBE = "pelicartnobodyssession"
"""Ends the name of a session that nobody made."""

_KEY = re.compile(r"(?:sk|rk)_(?:live|test)_\w+", re.ASCII)


@dataclass(frozen=True)  # no slots: the client is made once, when first needed
class Account:
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
        if not self.shop:
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
        probe = f"cs_{'live' if self.live else 'test'}_{PROBE}"
        return Capabilities(refunds=True, looks_up=True, probe=probe, origins=self.origins)

    @property
    def shop(self) -> str:
        """What marks this shop's sessions among others of the account."""
        return shop_of(self.origin)

    @cached_property
    def client(self) -> StripeClient:
        """The SDK's, asking with our key alone."""
        return client_for(self.key, self.api, self.timeout)

    def found(self, named: str) -> Session:
        """A session of this shop and mode by its own id or its payment's, or `NotFound`."""
        return find(self.client, named, self.shop, live=self.live)

    def same_mode(self, order: Order) -> None:
        """`ProviderRefused` for an order of the other mode: this key must not touch its money."""
        if order.live is not self.live:
            raise ProviderRefused("the order was made in the other mode", order=order.id)
