"""A sample of every letter in every state it can be written in: the build renders them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pelican.plugins.pelicart.samples import CREATED, FORM, METHODS, PERSON, PICKUP, QUOTE, QUOTES
from pelicart.letters import LETTERS, TO_MERCHANT
from pelicart.order import State
from pelicart.views import LetterView

_STATES: dict[str, State] = {
    "received": "awaiting", "reminder": "awaiting", "failed": "pending", "cancelled": "cancelled",
    "shipped": "fulfilled", "refunded": "refunded", "review": "review", "dispute": "disputed",
}  # fmt: skip


def letter_samples() -> Iterator[tuple[str, LetterView]]:
    """What the sample shows, and its view."""
    for letter in LETTERS:
        yield letter, _letter(letter)
        yield f"{letter} of an order erased", replace(_letter(letter), person={})
    yield from _money(_letter("refunded"))
    for letter in ("received", "reminder"):
        for method in METHODS:
            form = FORM if method.module == "manual" else None
            by_hand = replace(_letter(letter), method=method, form=form)
            yield f"{letter}, {method.name}", by_hand
            collected = replace(QUOTE, delivery=PICKUP)
            yield f"{letter}, {method.name} on pickup", replace(by_hand, quote=collected)
    for name, quote in QUOTES.items():
        yield f"paid, {name}", replace(_letter("paid"), quote=quote, files=bool(quote.total))
    yield "paid late", replace(_letter("paid"), why="late")
    yield "paid for nothing", replace(_letter("paid"), quote=QUOTES["files alone"], method=None)
    yield "run out", replace(_letter("cancelled"), state="expired")
    yield "given up by the shop", replace(_letter("cancelled"), why="given-up")
    yield "dispute lost", replace(_letter("dispute"), state="refunded", why="dispute-lost")
    yield from _papers()
    shipped = _letter("shipped")
    yield "shipped by somebody", replace(shipped, carrier="Post & Co")
    yield "shipped with a number", replace(shipped, tracking="<1>")
    yield "shipped by somebody with a number", replace(shipped, carrier="Post", tracking="1")


def _papers() -> Iterator[tuple[str, LetterView]]:
    for letter in ("withdrawn", "withdrawal"):
        yield f"{letter}, but for files", replace(_letter(letter), kept=QUOTES["files alone"].lines)
    paid, refunded = _letter("paid"), replace(_letter("refunded"), credit="C2026-0001")
    yield "paid, with an invoice", replace(paid, invoice="2026-0001", can_withdraw=True)
    yield "files paid, with an invoice", replace(paid, files=True, invoice="1", can_withdraw=True)
    yield "shipped, to be withdrawn from", replace(_letter("shipped"), can_withdraw=True)
    yield "refunded, with a credit note", refunded
    yield "paid twice, with a credit note", replace(refunded, why="returned")
    named = {name: PERSON[name] for name in ("name", "city", "country")}
    yield (
        "dispute of an order erased but for its invoice",
        replace(_letter("dispute"), person=named),
    )


def _money(refunded: LetterView) -> Iterator[tuple[str, LetterView]]:
    yield "part refunded", replace(refunded, state="part_refunded", amount=500)
    yield "paid twice", replace(refunded, state="paid", why="returned")
    yield "too late", replace(refunded, state="expired", why="returned")


def _letter(letter: str) -> LetterView:
    return LetterView(
        letter=letter,
        number="ABCDEFGHIJKL",
        state=_STATES.get(letter, "paid"),
        quote=QUOTE,
        person=PERSON,
        method=METHODS[0],
        created=CREATED,
        deadline=CREATED + 14 * 86_400,
        at=CREATED + 3_600,
        link="" if letter in TO_MERCHANT else "https://shop.example/shop/order/a.b.c",
        amount=QUOTE.total if letter == "refunded" else 0,
    )
