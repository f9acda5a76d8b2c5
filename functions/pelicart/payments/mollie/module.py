"""The payment module: a notice says only which payment to read, and every state is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlsplit

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown, ProviderRefused
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
from pelicart.payments.calling import TIMEOUT, Api
from pelicart.payments.mollie.amounts import payable
from pelicart.payments.mollie.client import ID, PAYMENTS, Client, path_of
from pelicart.payments.mollie.notice import PROBE, SAMPLE, named_in
from pelicart.payments.mollie.page import payment_params
from pelicart.payments.mollie.payment import hand_off, payment_of
from pelicart.payments.mollie.refund import check_refund, given, refund_params

API = "https://api.mollie.com"

_KEY = re.compile(r"(?:live|test)_[A-Za-z0-9]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mollie:
    """`origin` is the shop's own address, `api` that of Mollie's API, `origins` its page's."""

    key: str = field(repr=False)
    origin: str
    origins: tuple[str, ...] = tuple(ORIGINS["mollie"].split())
    api: str = API
    timeout: tuple[float, float] = TIMEOUT

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise Misconfigured("Mollie's API key starts with live_ or test_")
        if not self._shop:
            raise Misconfigured("the shop has no origin")
        Api(self.api)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """`MOLLIE_API_KEY` is all there is to know: notices have no secret of their own."""
        return cls(
            key=environment.get("MOLLIE_API_KEY", ""),
            origin=environment.get("PELICART_ORIGIN", "").rstrip("/"),
            origins=tuple(environment.get("MOLLIE_ORIGINS", ORIGINS["mollie"]).split()),
            api=environment.get("MOLLIE_API_BASE") or API,
        )

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.key.startswith("live_")

    @property
    def capabilities(self) -> Capabilities:
        """Everything; the browser passes through the page's origins alone."""
        return Capabilities(refunds=True, looks_up=True, probe=PROBE, origins=self.origins)

    def accepts(self, total: Money) -> bool:
        """Within Mollie's currencies."""
        return payable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect:
        """The payment of this order and attempt, the same one when asked again."""
        params = payment_params(order, urls, words, self._shop)
        key = f"{order.id}:{order.attempt}"
        said = self._client.make(PAYMENTS, params, key, order=order.id)
        found = hand_off(said, order.session_expires)
        if found is None or not ID.fullmatch(found.session):
            raise ProviderDown("an answer without a page", order=order.id)
        return found

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | None:  # noqa: ARG002
        """The page's address while the payment is open."""
        said = self._client.read(order.session)
        return hand_off(said, order.session_expires) if payment_of(said).state == "open" else None

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice:  # noqa: ARG002
        """Nothing is verified, for nothing is believed: it is but a hint at what to read."""
        return Notice(session=named_in(body))

    def look_up(self, session: str) -> Payment:
        """Reads a payment of this shop."""
        return payment_of(self._client.read(session))

    def capture(self, session: str) -> Payment:
        """Takes all that was authorized, where Mollie doesn't by itself."""
        path = f"{path_of(session)}/captures"
        try:
            self._client.make(path, {}, f"capture:{session}", session=session)
        except ProviderRefused:
            payment = self.look_up(session)
            if payment.state == "approved":
                raise
            return payment
        return self.look_up(session)

    def close(self, session: str) -> Payment:
        """Cancels it if Mollie lets us, which it does for few methods; the others expire soon."""
        said = self._client.read(session)
        payment = payment_of(said)
        if payment.state != "open" or said.get("isCancelable") is not True:
            return payment
        with suppress(ProviderRefused):  # what became of it meanwhile is read
            self._client.cancel(session)
        payment = self.look_up(session)
        # Canceled by us: nobody is to try again.
        return replace(payment, state="expired") if payment.state == "failed" else payment

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives it back unless this key did before, and never more than is left."""
        said = self._client.read(order.reference)
        before = given(said, key)
        if before is False:
            raise ProviderRefused("this refund failed", order=order.id)
        if before is None:
            check_refund(said, order, amount)
            path = f"{path_of(order.reference)}/refunds"
            self._client.make(path, refund_params(amount, key), key, order=order.id)
        return self.look_up(order.reference)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        """200, for an id that isn't ours too: the answer tells nobody which payments exist."""
        return Acknowledgement() if wrong is None or isinstance(wrong, NotFound) else None

    def sample(self, now: int) -> Sample:  # noqa: ARG002
        """Unsigned as they all are."""
        return SAMPLE

    @property
    def _shop(self) -> str:
        """How this shop is told from others on the same account: its host and port."""
        return urlsplit(self.origin).netloc

    @property
    def _client(self) -> Client:
        return Client(self.key, Api(self.api, self.timeout), self._shop)
