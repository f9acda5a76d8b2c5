"""The payment module: a form takes the shopper there, a sealed message says what they did.

That message is evidence by itself: terminal, order, sum and mode are all under its seal, and the
status service is asked wherever there is none.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from pelicart.clock import clock
from pelicart.errors import Misconfigured, PelicartError
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments import ORIGINS
from pelicart.payments.base import (
    Acknowledgement,
    Capabilities,
    Notice,
    Payment,
    PostForm,
    Sample,
    Urls,
    Words,
)
from pelicart.payments.calling import TIMEOUT, Api
from pelicart.payments.monetico.amounts import payable
from pelicart.payments.monetico.bank import Bank
from pelicart.payments.monetico.capture import take
from pelicart.payments.monetico.form import form_fields
from pelicart.payments.monetico.key import usable_key
from pelicart.payments.monetico.notice import read, sample, verified
from pelicart.payments.monetico.paris import paris
from pelicart.payments.monetico.refund import give_back
from pelicart.payments.monetico.session import read_session, session_of

PAGE = "https://p.monetico-services.com"
API = "https://payment-api.e-i.com"
MODES = ("test", "live")
LINGERS = 60 * 60
"""The page may be paid for 45 minutes, and nothing closes it."""

PROBE = "AAAAAAAAAAAA.20200101.100EUR.AAAAAAAAAAAAAAAAAAAAAAAAAA"
"""A payment that nobody made."""

_TPE = re.compile(r"[A-Za-z0-9]{7}", re.ASCII)
_COMPANY = re.compile(r"[\w.-]{1,50}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Monetico:
    """`tpe` and `company` name the terminal, `key` is its own as the bank wrote it.

    `origin` is the shop's own address, `page` and `api` are the bank's hosts, `origins` those that
    the browser passes through. `now` dates what is asked of the bank.
    """

    tpe: str
    company: str
    key: str = field(repr=False)
    mode: str
    origin: str
    page: str = PAGE
    api: str = API
    origins: tuple[str, ...] = (ORIGINS["monetico"],)
    timeout: tuple[float, float] = TIMEOUT
    now: Callable[[], float] = field(default=time.time, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _TPE.fullmatch(self.tpe):
            raise Misconfigured("MONETICO_TPE is the terminal's 7 letters and digits")
        if not _COMPANY.fullmatch(self.company):
            raise Misconfigured("MONETICO_COMPANY is the code that the bank calls societe")
        if self.mode not in MODES:
            raise Misconfigured("MONETICO_MODE is test or live")
        if not self._host:
            raise Misconfigured("the shop has no origin")
        usable_key(self.key)
        Api(self.page)
        Api(self.api)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """`MONETICO_MODE` is never guessed: the same key opens both platforms."""
        return cls(
            tpe=environment.get("MONETICO_TPE", ""),
            company=environment.get("MONETICO_COMPANY", ""),
            key=environment.get("MONETICO_KEY", "").strip(),
            mode=environment.get("MONETICO_MODE", ""),
            origin=environment.get("PELICART_ORIGIN", "").rstrip("/"),
            page=(environment.get("MONETICO_PAGE") or PAGE).rstrip("/"),
            api=environment.get("MONETICO_API") or API,
            origins=tuple(environment.get("MONETICO_ORIGINS", ORIGINS["monetico"]).split()),
            now=clock(environment),
        )

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.mode == "live"

    @property
    def capabilities(self) -> Capabilities:
        """Everything but closing a page."""
        return Capabilities(refunds=True, lingers=LINGERS, probe=PROBE, origins=self.origins)

    def accepts(self, total: Money) -> bool:
        """Any sum of two decimals; which currencies it takes is written in the bank's contract."""
        return payable(total)

    def start(self, order: Order, urls: Urls, words: Words) -> PostForm:  # noqa: ARG002
        """The form of this attempt. The bank isn't asked: it hears of it from the browser.

        `ProviderRefused` without a billing address, or after five attempts.
        """
        session = session_of(order)
        fields = self._bank.sealed(form_fields(order, session, urls, self._host))
        url = f"{self.page}{self._bank.path('paiement')}"
        return PostForm(url, fields, session.text, order.session_expires)

    def resume(self, order: Order, urls: Urls, words: Words) -> PostForm | None:
        """The same form while no card was accepted and tries are left."""
        return (
            self.start(order, urls, words) if self.look_up(order.session).state == "open" else None
        )

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:  # noqa: ARG002
        """The seal is checked over all that came; it bears no time, see `notice`."""
        fields = verified(body, usable_key(self.key))
        return read(fields, self.tpe, self._host, live=self.live)

    def look_up(self, session: str) -> Payment:
        """Asks the bank's status service."""
        return self._bank.status(read_session(session)).payment

    def capture(self, session: str) -> Payment:
        """For terminals that authorise only; the usual ones take the money by themselves."""
        return take(self._bank, read_session(session), int(self.now()))

    def close(self, session: str) -> Payment:
        """The bank has no call for it: a page that is open ends by itself."""
        return self.look_up(session)

    def refund(self, order: Order, amount: Money, key: str) -> Payment:  # noqa: ARG002
        """The bank knows no keys: it compares what is left with what we think is left."""
        return give_back(self._bank, order, amount, int(self.now()))

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement:
        """The bank's own two lines. cdr=0 says that it was handled, whatever came of the payment.

        With cdr=1 the bank writes to the merchant; as far as is known it doesn't send it again.
        """
        body = f"version=2\ncdr={1 if wrong else 0}\n"
        return Acknowledgement(200, body, "text/plain", {"pragma": "no-cache"})

    def sample(self, now: int) -> Sample:
        """A refused payment of nobody's."""
        date = paris(now).strftime("%d/%m/%Y_a_%H:%M:%S")
        return sample(usable_key(self.key), self.tpe, self._host, date)

    @property
    def _host(self) -> str:
        """How this shop is told from others on the same terminal."""
        return urlsplit(self.origin).netloc

    @property
    def _bank(self) -> Bank:
        api = Api(self.api, self.timeout)
        return Bank(api, usable_key(self.key), self.tpe, self.company, self.live)
