"""A sample of every state of every live template: the build renders them all, for nobody to see.

What a template could be given later must stand here, so that an unknown variable or a forgotten
case stops the build and not a shopper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pelicart.address import ALWAYS, LIMITS
from pelicart.errors import PelicartError
from pelicart.order import STATES
from pelicart.quote import Delivery, PricedExtra, PricedLine, Quote, TaxAmount
from pelicart.views import (
    CartView,
    Change,
    CheckoutView,
    ErrorView,
    HandOffView,
    MethodChoice,
    OrderView,
    ReviewView,
)

Sample = tuple[str, str, object]
"""Name of the live template, what the sample shows, and its view."""

CREATED = 1_700_000_000
PERSON = {
    "name": "Ada Example",
    "email": "ada@example.org",
    "phone": "+33 1 99 00 00 00",
    "line1": "1 Example Street",
    "line2": "Back door",
    "postcode": "75001",
    "city": "Paris",
    "region": "Sample region",
    "country": "FR",
    "note": "Ring <twice> & wait.",
}
LINES = (
    PricedLine(
        product="NOTEBOOK",
        sku="NOTEBOOK-OCHRE",
        name='Notebook "A5" & <pencil>',
        url="/product/notebook/",
        quantity=2,
        unit=1800,
        choice=(("Colour", "Ochre"), ("Size", "A5")),
        extras=(
            PricedExtra("GIFT", "Gift wrap", 300),
            PricedExtra("NAME", "Engraving", 500, "To A. & B."),
        ),
        image="/images/notebook.svg",
        weight=180,
        stock_key="NOTEBOOK-OCHRE",
    ),
    PricedLine("PATTERN", "PATTERN", "Sewing pattern", "/product/pattern/", 1, 0, digital="a.pdf"),
)
DELIVERY = Delivery("parcel", "Parcel", 690)
PICKUP = Delivery("pickup", "Pick up at the workshop", 0, pickup=True)
METHODS = (
    MethodChoice("card", "stripe", 0),
    MethodChoice(
        "cheque", "manual", 14, {"payee": "Example Ltd", "address": ["1 High Street", "Anytown"]}
    ),
    MethodChoice("fax", "manual", 14, {"fax": "+33 1 99 00 00 01", "text": "Thank you."}),
    MethodChoice("transfer", "manual", 7, {"holder": "Example", "iban": "FR00", "bic": "XXXXFRPP"}),
    MethodChoice("later", "manual", 1, {"label": "Later"}),
)
QUOTE = Quote(
    currency="EUR",
    country="FR",
    postcode="75001",
    lines=LINES,
    delivery=DELIVERY,
    taxes=(TaxAmount(20_000, 4_908, 982),),
    included=True,
    relief=0,
    total=5890,
)
QUOTES: Mapping[str, Quote] = {
    "tax in the price": QUOTE,
    "tax on top": replace(QUOTE, included=False, total=6872),
    "tax taken off": replace(QUOTE, country="CH", taxes=(), relief=982, total=4908),
    "nameless delivery": replace(QUOTE, delivery=Delivery("delivery", "", 0), total=5200),
    "files alone": replace(QUOTE, lines=LINES[1:], delivery=None, taxes=(), total=0),
}
CHANGES = (
    Change("withdrawn", "Old pencil"),
    Change("price", "Notebook", was=1700, now=1800),
    Change("stock", "Lamp", now=1),
    Change("stock", "Bowl", now=3),
    Change("stock", "Vase", now=0),
)
NOTICES = ("", "quote-expired", "quote-changed", "provider-down", "unforeseen")
PROBLEMS = ("", "cart-full", "cart-changed", "empty-cart", "too-many", "bad-form", "unforeseen")
WRONG = ("missing", "too-long", "malformed", "not-served", "card-number", "choose", "unforeseen")


def samples() -> Iterator[Sample]:
    """Every sample, template by template."""
    yield from _carts()
    yield from _checkouts()
    yield from _reviews()
    yield from _orders()
    yield "handoff", "a form", HandOffView("https://pay.example/", (("amount", "58.90EUR"),))
    yield from _errors()


def _carts() -> Iterator[Sample]:
    full = CartView(LINES, CHANGES, 5200, "EUR", 99)
    yield "cart", "empty", CartView((), (), 0, "EUR", 99)
    yield "cart", "emptied by a withdrawal", CartView((), CHANGES[:1], 0, "EUR", 99)
    for problem in PROBLEMS:
        yield "cart", problem or "changed", replace(full, problem=problem)


def _checkouts() -> Iterator[Sample]:
    form = {**PERSON, "delivery": DELIVERY.code, "method": "cheque"}
    deliveries = (DELIVERY, PICKUP, Delivery("delivery", "", 0))
    filled = CheckoutView(
        form, {}, LINES, 5200, "EUR", ("FR", "CH", "AX"), deliveries, METHODS, needs_address=True
    )
    fresh = replace(filled, form={}, deliveries=())
    yield "checkout", "filled in", filled
    yield "checkout", "not yet filled in", fresh
    files = replace(fresh, lines=LINES[1:], goods=450, needs_address=False)
    yield "checkout", "files alone", files
    yield "checkout", "free files alone", replace(files, goods=0)
    for code in WRONG:
        errors = dict.fromkeys((*LIMITS, "delivery", "method"), code)
        yield "checkout", f"every field {code}", replace(filled, errors=errors)
    yield "checkout", "one field missing", replace(filled, errors={ALWAYS[0]: "missing"})


def _reviews() -> Iterator[Sample]:
    hidden = (*PERSON.items(), ("quote", "a.b.c"))
    for method in (*METHODS, None):
        name = method.name if method else "nothing to pay"
        yield "review", name, ReviewView(QUOTE, PERSON, method, hidden)
    for name, quote in QUOTES.items():
        yield "review", name, ReviewView(quote, PERSON, METHODS[0], hidden)
    for notice in NOTICES:
        shown = ReviewView(QUOTE, _digital_person(), METHODS[0], hidden, notice)
        yield "review", notice or "no phone", shown


def _orders() -> Iterator[Sample]:
    plain: dict[str, Any] = {
        "number": "ABCD2345EFGH",
        "person": PERSON,
        "created": CREATED,
        "deadline": CREATED + 14 * 86_400,
        "refunded": 500,
        "token": "a.b.c",
        "confirming": False,
        "cancelling": False,
        "can_pay": False,
        "can_cancel": False,
    }
    order = OrderView(state="paid", quote=QUOTE, method=METHODS[0], **plain)
    for state in STATES:
        yield "order", state, replace(order, state=state)
    for method in METHODS:
        yield "order", f"awaiting {method.name}", replace(order, state="awaiting", method=method)
    unpaid = replace(order, state="pending", can_pay=True, can_cancel=True)
    yield "order", "came back", replace(unpaid, outcome="back")
    waiting = replace(order, state="pending", outcome="done")
    yield "order", "confirming", replace(waiting, confirming=True)
    yield "order", "unconfirmed for long", waiting
    yield "order", "cancelling", replace(waiting, cancelling=True)
    yield "order", "erased", replace(order, person={})
    yield (
        "order",
        "fax without phone",
        replace(order, state="awaiting", method=METHODS[2], person=_digital_person()),
    )
    for name, quote in QUOTES.items():
        yield "order", name, replace(order, quote=quote, method=METHODS[0] if quote.total else None)


def _errors() -> Iterator[Sample]:
    for code in sorted({"unforeseen", *_codes(PelicartError)}):
        yield "error", code, ErrorView(code, 400, "/shop/cart")
    yield "error", "of ours", ErrorView("unforeseen", 500, "/shop/cart", (), "7f3a")
    yield "error", "with names", ErrorView("sold-out", 409, "/shop/cart", ("Lamp", "A & B"), "7f3a")


def _codes(error: type[PelicartError]) -> Iterator[str]:
    yield error.code
    for narrower in error.__subclasses__():
        yield from _codes(narrower)


def _digital_person() -> dict[str, str]:
    return {name: PERSON[name] for name in ALWAYS}
