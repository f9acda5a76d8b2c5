"""The payment module: a notice says only which payment to read, and every state is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
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
from pelicart.payments.mollie.amounts import payable, wire_amount
from pelicart.payments.mollie.client import PAYMENTS, Client, path_of
from pelicart.payments.mollie.notice import SAMPLE, named_in
from pelicart.payments.mollie.page import payment_params
from pelicart.payments.mollie.payment import Said, expiry_of, given, payment_of, text_of

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
        return Capabilities(refunds=True, looks_up=True, origins=self.origins)

    def accepts(self, total: Money) -> bool:
        """Within Mollie's currencies."""
        return payable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> Redirect:
        """The payment of this order and attempt, the same one when asked again."""
        params = payment_params(order, urls, words, self._shop)
        key = f"{order.id}:{order.attempt}"
        found = _hand_off(self._client.make(PAYMENTS, params, key, order=order.id), order)
        if found is None:
            raise ProviderDown("an answer without a page", order=order.id)
        return found

    def resume(self, order: Order, urls: Urls, words: Words) -> Redirect | None:  # noqa: ARG002
        """The page's address while the payment is open."""
        said = self._read(order.session)
        return _hand_off(said, order) if payment_of(said).state == "open" else None

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice:  # noqa: ARG002
        """Nothing is verified, for nothing is believed: it is but a hint at what to read."""
        return Notice(session=named_in(body))

    def look_up(self, session: str) -> Payment:
        """Reads a payment of this shop."""
        return payment_of(self._read(session))

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
        said = self._read(session)
        payment = payment_of(said)
        if payment.state != "open" or said.get("isCancelable") is not True:
            return payment
        with suppress(ProviderRefused):  # what became of it meanwhile is read
            self._client.cancel(session)
        return self.look_up(session)

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives it back unless this key did before, and never more than is left."""
        said = self._read(order.reference)
        payment = payment_of(said)
        if given(said, key):  # Mollie forgets idempotency keys; the refund itself remembers ours
            return payment
        left = payment.captured.minor - max(payment.refunded.minor, order.refunded)
        if amount.currency != payment.captured.currency or not 0 < amount.minor <= left:
            raise ProviderRefused("more than is left of it", order=order.id)
        body = {"amount": wire_amount(amount), "metadata": {"key": key}}
        self._client.make(f"{path_of(order.reference)}/refunds", body, key, order=order.id)
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
        return Client(self.key, Api(self.api, self.timeout))

    def _read(self, session: str) -> Said:
        return self._client.read(session, self._shop)


def _hand_off(said: Said, order: Order) -> Redirect | None:
    url, session = text_of(said, "_links", "checkout", "href"), text_of(said, "id")
    return Redirect(url, session, expiry_of(said) or order.session_expires) if url else None
