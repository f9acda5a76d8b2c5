"""What the bank says of a payment when asked: XML, of which no public description exists.

Names and meanings are those that published programs rely on. What isn't understood is never taken
for a payment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pelicart.errors import Misconfigured, PelicartError, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.payments.base import Payment, PaymentState
from pelicart.payments.monetico.amounts import money_of
from pelicart.payments.monetico.session import Session

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST = 64 * 1024
PAID = "PA"
SPENT = "GR"
"""After the last try of a card the bank takes no other for this reference."""
REFUSED = frozenset({"RE", "AN", "AP"})
"""While its page is open the next card may be accepted."""

# Of all the services: who asks isn't known, the version, the terminal is closed, our address.
_OURS_TO_MEND = frozenset({-2, -20, -25, -30})
_LATER = frozenset({-1, -13})
_CODE = re.compile(r"-?[0-9]{1,4}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{2}/[0-9]{2}/[0-9]{4})", re.ASCII)
_AUTHORISATION = re.compile(r"[A-Za-z0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Collection:
    """One transfer of the shopper's money: its day as the bank writes it in requests."""

    day: str
    authorisation: str


@dataclass(frozen=True, slots=True)
class Status:
    """`collection` is the only one that there was; None if it isn't clear."""

    payment: Payment
    collection: Collection | None = None


def read_status(body: bytes, session: Session, *, live: bool) -> Status:
    """The payment of this session; `ProviderDown` for no such document, else see `refusal`."""
    root = _document(body)
    nothing = Money(0, session.money.currency)
    if error := _text(root, "cdr"):
        if not _CODE.fullmatch(error):
            raise ProviderDown("a code that is none")
        if isinstance(wrong := refusal(int(error)), (Misconfigured, ProviderDown)):
            raise wrong
        # Nothing is known by this reference: no card was tried yet.
        return Status(_payment(session, "open", nothing, nothing, live=live))
    state = _text(root, "etat")
    if not re.fullmatch(r"[A-Z]{1,4}", state):
        raise ProviderDown("an answer without a state")
    if state != PAID:
        unpaid = _unpaid(state, authorised=bool(_text(root, "numauto")))
        return Status(_payment(session, unpaid, nothing, nothing, live=live))
    captured, refunded = _sums(root)
    taken: PaymentState = "paid" if captured.minor else "approved"
    return Status(_payment(session, taken, captured, refunded, live=live), _collection(root))


def refusal(code: int) -> PelicartError:
    """What a code means that isn't the service's own word for success."""
    if code in _OURS_TO_MEND:
        why = "the bank doesn't know this terminal, or not this address"
        return Misconfigured(why, cdr=code)
    kind = ProviderDown if code in _LATER else ProviderRefused
    return kind("refused by the bank", cdr=code)


def _unpaid(state: str, *, authorised: bool) -> PaymentState:
    if state == SPENT:
        return "failed"
    return "processing" if authorised and state not in REFUSED else "open"


def _payment(
    session: Session, state: PaymentState, captured: Money, refunded: Money, *, live: bool
) -> Payment:
    return Payment(state, session.order, session.text, captured, refunded, live, session.reference)


def _sums(root: Element) -> tuple[Money, Money]:
    """What was taken and what was given back."""
    captured = _money(root, "montantrecouvre")
    if captured is None:
        raise ProviderDown("a payment of no sum")
    given = [_money(root, "recredits/total")]
    if given == [None]:
        given = [_money(one, "recredits/total") for one in _collections(root)]
    refunded = sum((one.minor for one in given if one), 0)
    if any(one and one.currency != captured.currency for one in given):
        raise ProviderDown("sums of several currencies")
    return captured, Money(refunded, captured.currency)


def _collection(root: Element) -> Collection | None:
    """What a refund must name, where there is exactly one that it can mean."""
    found = [
        Collection(_day(_text(one, "date_remise")), number)
        for one in _collections(root)
        if _AUTHORISATION.fullmatch(number := _text(one, "numero_autorisation"))
    ]
    return found[0] if len(found) == 1 and found[0].day else None


def _collections(root: Element) -> list[Element]:
    every = root.findall("recouvrements/recouvrement")
    return [one for one in every if _text(one, "resultat") == "1"]


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    if not match:
        return ""
    return match[4] or f"{match[3]}/{match[2]}/{match[1]}"


def _money(root: Element, path: str) -> Money | None:
    """None if it isn't there; `ProviderDown` if it is no sum."""
    text = _text(root, path)
    if not text:
        return None
    money = money_of(text)
    if money is None:
        raise ProviderDown("a sum that is none")
    return money


def _text(root: Element, path: str) -> str:
    return (root.findtext(path) or "").strip()


def _document(body: bytes) -> Element:
    """The XML, parsed without anything that a document type could ask for."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415  a cold start less for who asks nothing

    try:
        text = body[: LARGEST + 1].decode()
    except UnicodeDecodeError:
        text = body[: LARGEST + 1].decode("latin-1")
    if len(body) > LARGEST or "<!doctype" in text.lower():
        raise ProviderDown("an answer that is no status")
    try:
        root = ET.fromstring(text)  # noqa: S314  entities need a document type
    except ET.ParseError:
        raise ProviderDown("an answer that is no status") from None
    if root.tag != "etatpaiement":
        raise ProviderDown("an answer that is no status")
    return root
