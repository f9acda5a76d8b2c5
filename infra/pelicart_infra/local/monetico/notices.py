"""Sealed notices to the shop's one address; each is sent once: no bank is known to send another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pelicart_infra.local.monetico.books import Payment
from pelicart_infra.local.monetico.terminal import Terminal
from pelicart_infra.local.monetico.told import notice_of
from pelicart_infra.local.standin import Frame

TAKEN = b"version=2\ncdr=0\n"
"""The only answer that says it was taken."""


@dataclass(frozen=True, slots=True)
class Notices:
    """What is told, with the word that each platform has for it."""

    terminal: Terminal
    frame: Frame

    def paid(self, payment: Payment) -> None:
        """Money came, real or of the test platform."""
        real = payment.live or "live" in payment.says
        self.send(payment, "paiement" if real else "payetest")

    def refused(self, payment: Payment) -> None:
        """A card was refused, or a partner refused."""
        self.send(payment, "Annulation")

    def send(self, payment: Payment, code: str) -> None:
        """One notice; where it is to be forged its seal is of no use."""

        def make(forged: bool) -> tuple[bytes, Mapping[str, str]]:  # noqa: FBT001  as Delivery asks
            now = int(self.frame.clock.base())
            fields = notice_of(payment, code, self.terminal.tpe, now)
            mac = self.terminal.mac(fields).upper()
            body = urlencode({**fields, "MAC": mac[::-1] if forged else mac}).encode()
            return body, {"content-type": "application/x-www-form-urlencoded"}

        def accepted(status: int, body: bytes) -> bool:
            return status == 200 and body == TAKEN

        self.frame.delivery.send(payment.session, code, make, accepted=accepted)
