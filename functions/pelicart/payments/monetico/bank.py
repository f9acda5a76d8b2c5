"""The bank's services for shops: sealed posts; status answers XML, the others lines of text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from pelicart.errors import ProviderDown
from pelicart.money import Money
from pelicart.payments.calling import Api
from pelicart.payments.monetico.amounts import amount_text
from pelicart.payments.monetico.form import VERSION
from pelicart.payments.monetico.paris import stamp
from pelicart.payments.monetico.seal import seal
from pelicart.payments.monetico.session import Session
from pelicart.payments.monetico.status import Collection, Status, read_status

_CDR = re.compile(r"(?:^|\n)cdr=(-?[0-9]{1,4})\r?(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Bank:
    """A terminal's services; those of the test platform have addresses of their own."""

    api: Api
    key: bytes = field(repr=False)
    tpe: str
    company: str
    live: bool

    def sealed(self, fields: Mapping[str, str]) -> dict[str, str]:
        """With terminal and company, and the seal over all of it."""
        full = {**fields, "TPE": self.tpe, "societe": self.company}
        return {**full, "MAC": seal(self.key, full)}

    def path(self, service: str) -> str:
        """Where a service is below its host."""
        return f"{'' if self.live else '/test'}/{service}.cgi"

    def status(self, session: Session) -> Status:
        """What became of a payment; raises as `read_status`."""
        fields = {
            "version": "2.0",
            "date": session.date,
            "montant": amount_text(session.money),
            "reference": session.reference,
        }
        return read_status(self._post("etatpaiement", fields), session, live=self.live)

    def capture(self, session: Session, now: int) -> int:
        """Takes all of what was authorised: 1 done, 0 refused, less an error."""
        nothing = amount_text(Money(0, session.money.currency))
        return self._told(
            "capture_paiement",
            session,
            now,
            {
                "montant_a_capturer": amount_text(session.money),
                "montant_deja_capture": nothing,
                "montant_restant": nothing,
            },
        )

    def refund(
        self, session: Session, now: int, amount: Money, left: Money, of: Collection | None
    ) -> int:
        """Gives `amount` back of what is `left`: 0 done, anything else an error.

        Without a collection to name, the bank takes it for the payment as a whole.
        """
        named = {"date_remise": of.day, "num_autorisation": of.authorisation} if of else {}
        sums = {"montant_recredit": amount_text(amount), "montant_possible": amount_text(left)}
        return self._told("recredit_paiement", session, now, {**sums, **named})

    def _told(self, service: str, session: Session, now: int, more: Mapping[str, str]) -> int:
        fields = {
            "version": VERSION,
            "date": stamp(now),
            "date_commande": session.date,
            "montant": amount_text(session.money),
            "reference": session.reference,
            "lgue": "FR",
            **more,
        }
        match = _CDR.search(self._post(service, fields).decode("latin-1"))
        if not match:
            raise ProviderDown("an answer without a code")
        return int(match[1])

    def _post(self, service: str, fields: Mapping[str, str]) -> bytes:
        body = urlencode(self.sealed(fields)).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = self.api.call("POST", self.path(service), body, headers)
        if answer.status != 200:
            raise ProviderDown("no answer of the service", status=answer.status)
        return answer.body
