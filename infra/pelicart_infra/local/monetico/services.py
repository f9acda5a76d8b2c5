"""The services for shops: status, capture and refund; the sense of `cdr` differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pelicart_infra.local.monetico.books import Books, Payment, collect
from pelicart_infra.local.monetico.rules import amount_of
from pelicart_infra.local.monetico.terminal import Terminal
from pelicart_infra.local.monetico.told import amount_text, error_of, lines, status_of
from pelicart_infra.local.standin import Frame, Refusal

MODES = {
    "money": ("at once", "when asked", "never"),
    "refunds": ("any", "unlisted", "named", "whole"),
}
"""Of the contract: when the money is taken, and which refunds are permitted; `unlisted` is an
address that isn't on the bank's list, `named` those that name their collection."""

Fields = Mapping[str, str]
_CAPTURE = ("version", "date", "date_commande", "montant", "reference", "lgue")
_SUMS = ("montant_a_capturer", "montant_deja_capture", "montant_restant")


@dataclass(frozen=True, slots=True)
class Services:
    """Each answers the sealed fields of a request; `live` is which platform was asked."""

    terminal: Terminal
    books: Books
    frame: Frame

    def status(self, fields: Fields, *, live: bool) -> bytes:
        """XML: what became of a payment, or an error."""
        if not self.terminal.knows(fields):
            return error_of(-2, "commercant non identifie")
        if not self.terminal.sealed(fields) or fields.get("version") != "2.0":
            return error_of(-3, "commande non authentifiee")
        payment = self._named(fields, fields.get("date", ""), live=live)
        if payment is None or not payment.etat:
            return error_of(-3, "commande non authentifiee")
        return status_of(payment)

    def capture(self, fields: Fields, *, live: bool) -> bytes:
        """Lines: 1 taken, 0 refused, less an error."""
        known = self._known(fields, (*_CAPTURE, *_SUMS))
        if known:
            return self._said(fields, known, "erreur")
        payment = self._named(fields, fields["date_commande"], live=live)
        if payment is None or payment.etat != "PA":
            return self._said(fields, 0, "commande non authentifiee")
        if payment.captured:
            return self._said(fields, 0, "paiement deja accepte")
        return self._captured(fields, payment)

    def _captured(self, fields: Fields, payment: Payment) -> bytes:
        taken, before, left = (amount_of(fields[name])[0] for name in _SUMS)
        if (taken, before, left) == (0, 0, 0):
            payment.etat = "AN"
            return self._said(fields, 1, "paiement annule")
        if before or taken + left != payment.amount[0] or left:
            return self._said(fields, -7, "montant errone")
        if self.frame.modes.own["money"] == "never":
            return self._said(fields, 0, "autorisation refusee")
        collect(payment, self.frame.clock.now())
        return self._said(fields, 1, "paiement accepte", aut=payment.numauto)

    def refund(self, fields: Fields, *, live: bool) -> bytes:
        """Lines: 0 given back, anything else an error."""
        permitted = self.frame.modes.own["refunds"]
        known = self._known(fields, (*_CAPTURE, "montant_recredit", "montant_possible"))
        if known:
            return self._said(fields, known, "erreur")
        if permitted == "unlisted":
            return self._said(fields, -30, "adresse IP non autorisee")
        payment = self._named(fields, fields["date_commande"], live=live)
        if payment is None or not payment.captured:
            return self._said(fields, -3, "commande non authentifiee")
        code = self._refunded(fields, payment, permitted)
        return self._said(fields, code, "recredit effectue" if not code else "recredit refuse")

    def _refunded(self, fields: Fields, payment: Payment, permitted: str) -> int:
        left, currency = payment.captured - payment.refunded, payment.amount[1]
        wanted = amount_of(fields["montant_recredit"])
        named = fields.get("date_remise"), fields.get("num_autorisation")
        day = "/".join(reversed(payment.day.split("-")))
        if not left:
            return -46
        if permitted == "named" and None in named:
            return -51
        if named not in {(None, None), (day, payment.numauto)}:
            return -48
        if fields["montant_possible"] != amount_text(left, currency):
            return -52
        whole = permitted == "whole" and wanted[0] != payment.captured
        if whole or wanted[1] != currency or not 0 < wanted[0] <= left:
            return -48
        payment.refunded += wanted[0]
        return 0

    def _known(self, fields: Fields, needed: tuple[str, ...]) -> int:
        """0 if the request is sound, else its error."""
        if not self.terminal.knows(fields):
            return -2
        if not self.terminal.sealed(fields):
            return -3
        if fields.get("version") != "3.0":
            return -20
        return 0 if all(fields.get(name) for name in needed) else -15

    def _named(self, fields: Fields, date: str, *, live: bool) -> Payment | None:
        """The payment that reference, day and sum name together."""
        reference = fields.get("reference", "")
        payment = self.books.payments.get(f"{reference}-live" if live else reference)
        if payment is None or payment.date != date:
            return None
        try:
            same = amount_of(fields.get("montant", "")) == payment.amount
        except Refusal:
            return None
        return payment if same else None

    def _said(self, fields: Fields, code: int, words: str, **more: str) -> bytes:
        reference = fields.get("reference", "")
        return lines(
            {"version": "1.0", "reference": reference, "cdr": str(code), "lib": words} | more
        )
