"""The bank's message that somebody tried to pay (its "interface Retour").

It bears no time, so a replayed one is as good as the first: it is harmless, because it names order,
sum and terminal under its seal, and settling looks at the order as it stands. A replayed payment is
known already; a replayed refusal undoes nothing, for it only says that the page is still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from pelicart.errors import BadRequest, Forged, NotFound
from pelicart.money import Money
from pelicart.payments.base import Notice, Payment, PaymentState, Sample
from pelicart.payments.monetico.amounts import money_of
from pelicart.payments.monetico.form import mark
from pelicart.payments.monetico.seal import genuine, seal
from pelicart.payments.monetico.session import Session, read_session

MOST_FIELDS = 200
SAMPLE = "sample"
"""Stands in the free text of a notice about no order."""

PAID = {"payetest": False, "paiement": True}
"""`code-retour` of a payment -> whether real money moved."""

STATES: Mapping[str, PaymentState] = {
    "payetest": "paid",
    "paiement": "paid",
    "Annulation": "open",  # refused, and "an authorisation may still follow for the same payment"
    "attente_partenaire": "processing",
}
"""Of every other code only the bank itself is believed, such as those of instalments."""


def verified(body: bytes, key: bytes) -> dict[str, str]:
    """What the bank posted, without its seal; `Forged` or `BadRequest`.

    Every field that came is under the seal, known or not: the bank adds some without notice. If a
    plus sign wasn't encoded in a base64 value, the seal only fits with it kept.
    """
    posted = body.decode("latin-1")
    for text in dict.fromkeys((posted, posted.replace("+", "%2B"))):
        fields = _fields(text)
        mac = fields.pop("MAC", "")
        if genuine(key, fields, mac):
            return fields
    raise Forged("seal")


def read(fields: Mapping[str, str], tpe: str, host: str, *, live: bool) -> Notice | None:
    """What verified fields say; None if another shop's, or nobody's, payment is meant.

    Raises `Forged` for another terminal, the other mode or what is no notice, `BadRequest` for what
    contradicts itself.
    """
    if fields.get("TPE") != tpe:
        raise Forged("terminal")
    if "code-retour" not in fields:
        raise Forged("no notice")  # such as our own form, sealed with the same key
    prefix, _, rest = fields.get("texte-libre", "").rpartition("/")
    if f"{prefix}/" != mark(host, "") or rest == SAMPLE:
        return None
    session, code = _session(rest), fields.get("code-retour", "")
    if fields.get("reference") != session.reference:
        raise BadRequest("a reference that isn't its order's", order=session.order)
    if code in PAID and PAID[code] is not live:
        raise Forged("mode", order=session.order)
    payment = _payment(session, code, fields, live=live) if code in STATES else None
    return Notice(session.text, session.order, code, payment)


def sample(key: bytes, tpe: str, host: str, date: str) -> Sample:
    """A refused payment of nobody's, sealed as the bank does."""
    fields = {
        "TPE": tpe,
        "date": date,
        "montant": "1.00EUR",
        "reference": "SAMPLE",
        "texte-libre": mark(host, SAMPLE),
        "code-retour": "Annulation",
        "motifrefus": "Refus",
    }
    body = urlencode({**fields, "MAC": seal(key, fields)}).encode()
    return Sample(body, {"content-type": "application/x-www-form-urlencoded"})


def _payment(session: Session, code: str, fields: Mapping[str, str], *, live: bool) -> Payment:
    nothing = captured = Money(0, session.money.currency)
    if code in PAID:
        paid = money_of(fields.get("montant", ""))
        if paid is None:
            raise BadRequest("a payment of no sum", order=session.order)
        captured, nothing = paid, Money(0, paid.currency)
    return Payment(
        state=STATES[code],
        order=session.order,
        session=session.text,
        captured=captured,
        refunded=nothing,
        live=live,
        reference=session.reference,
    )


def _session(text: str) -> Session:
    try:
        return read_session(text)
    except NotFound:
        raise BadRequest("a free text that isn't ours") from None


def _fields(text: str) -> dict[str, str]:
    """Each field once; a character stands for a byte."""
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            strict_parsing=True,
            encoding="latin-1",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise BadRequest("no form") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadRequest("a field twice")
    return fields
