"""A sample of every state of every live template: the build renders them all, for nobody to see.

What a template could be given later must stand here, so that an unknown variable or a forgotten
case stops the build and not a shopper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pelicart.abuse.traps import FIELD
from pelicart.address import ALWAYS, LIMITS
from pelicart.errors import PelicartError
from pelicart.order import STATES
from pelicart.quote import Delivery, Fee, PricedExtra, PricedLine, Quote, TaxAmount
from pelicart.views import (
    CardForm,
    CartView,
    Change,
    CheckoutView,
    CreditNote,
    Download,
    ErrorView,
    HandOffView,
    InvoiceView,
    MethodChoice,
    OrderForm,
    OrderView,
    ReviewView,
    WithdrawView,
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
    MethodChoice("ssl", "sealed", 7),
    MethodChoice("paypal", "paypal", 0, fee=-300),
    MethodChoice("mollie", "mollie", 0, rate=-1_500),
    MethodChoice("monetico", "monetico", 0, rate=2_000),
    MethodChoice("cash", "manual", 14, deliveries="pickup"),
)
FORM = OrderForm("RF33 ABCD 2345 EFGH", "", 9)
CODE = "data:image/svg+xml,%3Csvg%20xmlns%3D%27http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg%27%2F%3E"
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
    "with a fee": replace(QUOTE, fee=Fee("cash", 150), total=6040),
    "with a discount": replace(QUOTE, fee=Fee("transfer", -300), total=5590),
    "files alone": replace(QUOTE, lines=LINES[1:], delivery=None, taxes=(), total=0),
}
CHANGES = (
    Change("withdrawn", "Old pencil"),
    Change("price", "Notebook", was=1700, now=1800),
    Change("stock", "Lamp", now=1),
    Change("stock", "Bowl", now=3),
    Change("stock", "Vase", now=0),
)
NOTICES = (
    "", "quote-expired", "quote-changed", "too-fast", "too-many-attempts", "provider-down",
    "unforeseen",
)  # fmt: skip
PROBLEMS = ("", "cart-full", "cart-changed", "empty-cart", "too-many", "bad-form", "unforeseen")
WRONG = (
    "missing", "too-long", "malformed", "not-served", "card-number", "choose", "undeliverable",
    "not-offered", "not-in-currency", "not-in-country", "not-with-delivery", "none-offered",
    "unforeseen",
)  # fmt: skip
WRONG_CARD = (
    "missing", "not-a-card", "malformed", "expired", "too-long", "again", "unforeseen",
)  # fmt: skip


def samples() -> Iterator[Sample]:
    """Every sample, template by template."""
    yield from _carts()
    yield from _checkouts()
    yield from _reviews()
    yield from _orders()
    yield from _invoices()
    fields = (("amount", "58.90EUR"),)
    yield "handoff", "a form", HandOffView("https://pay.example/", fields, "/shop/order/a.b.c")
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
        form, {}, LINES, 5200, "EUR", ("FR", "CH", "AX"), deliveries, METHODS,
        needs_address=True, delivered=True,
    )  # fmt: skip
    fresh = replace(filled, form={}, deliveries=())
    yield "checkout", "filled in", filled
    yield "checkout", "not yet filled in", fresh
    files = replace(fresh, lines=LINES[1:], goods=450, needs_address=False, delivered=False)
    yield "checkout", "files alone", files
    yield "checkout", "free files alone", replace(files, goods=0)
    yield "checkout", "files that need an address", replace(files, needs_address=True)
    yield "checkout", "no way to pay", replace(filled, methods=())
    for kind in ("any", "carried"):
        cash = (replace(METHODS[-1], deliveries=kind, fee=150),)
        yield "checkout", f"cash, {kind}", replace(filled, methods=cash)
    for code in WRONG:
        errors = dict.fromkeys((*LIMITS, "delivery", "method"), code)
        yield "checkout", f"every field {code}", replace(filled, errors=errors)
    yield "checkout", "the trap filled in", replace(filled, errors={FIELD: "filled"})
    yield "checkout", "one field missing", replace(filled, errors={ALWAYS[0]: "missing"})


def _reviews() -> Iterator[Sample]:
    hidden = (*PERSON.items(), ("quote", "a.b.c"))
    for method in (*METHODS, None):
        name = method.name if method else "nothing to pay"
        yield "review", name, ReviewView(QUOTE, PERSON, method, hidden)
    for name, quote in QUOTES.items():
        yield "review", name, ReviewView(quote, PERSON, METHODS[0], hidden)
    yield from _cards(ReviewView(QUOTE, PERSON, MethodChoice("ssl", "sealed", 1), hidden))
    for notice in NOTICES:
        shown = ReviewView(QUOTE, _digital_person(), METHODS[0], hidden, notice)
        yield "review", notice or "no phone", shown


def _cards(review: ReviewView) -> Iterator[Sample]:
    card = CardForm("2026-11-0a1b2c3d:B", "pelicart card 1|a|b|5890 EUR", "2026-11")
    yield "review", "a card", replace(review, card=card)
    for code in WRONG_CARD:
        errors = dict.fromkeys(("card_number", "card_expiry", "card_holder"), code)
        yield "review", f"a card {code}", replace(review, card=replace(card, errors=errors))


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
        form = FORM if method.module == "manual" else None
        waits = replace(order, state="awaiting", method=method, form=form)
        yield "order", f"awaiting {method.name}", waits
    yield from _order_forms(replace(order, state="awaiting", form=FORM))
    unpaid = replace(order, state="pending", can_pay=True, can_cancel=True)
    yield "order", "came back", replace(unpaid, outcome="back")
    yield "order", "declined", replace(unpaid, outcome="declined")
    yield from _moved(order)
    waiting = replace(order, state="pending", outcome="done")
    yield "order", "confirming", replace(waiting, confirming=True)
    yield "order", "unconfirmed for long", waiting
    yield "order", "cancelling", replace(waiting, cancelling=True)
    ssl = MethodChoice("ssl", "sealed", 7)
    yield "order", "cancelling a card", replace(waiting, cancelling=True, method=ssl)
    yield "order", "erased", replace(order, person={})
    yield "order", "erased but for its invoice", replace(order, person=_on_invoice(), invoice="1")
    yield "order", "an invoice to come", replace(order, invoice="-")
    yield from _withdrawing(replace(order, can_withdraw=True))
    yield from _downloads(replace(order, quote=QUOTES["files alone"]))
    for name, quote in QUOTES.items():
        yield "order", name, replace(order, quote=quote, method=METHODS[0] if quote.total else None)


def _moved(order: OrderView) -> Iterator[Sample]:
    sent = replace(order, state="fulfilled")
    yield "order", "sent by somebody", replace(sent, carrier="Post & Co")
    yield "order", "sent with a number", replace(sent, tracking="<1>")
    yield "order", "sent by somebody with a number", replace(sent, carrier="Post", tracking="1")
    late = replace(order, state="expired", refunded=0)
    yield "order", "run out unpaid", late
    yield "order", "paid too late", replace(late, owed=5890)
    yield "order", "paid too late and given back", replace(late, returned=5890)
    yield "order", "paid twice", replace(order, owed=5890)
    yield "order", "paid twice and given back", replace(order, returned=5890)


def _withdrawing(order: OrderView) -> Iterator[Sample]:
    yield "order", "to be withdrawn from", order
    for state in ("awaiting", "paid", "fulfilled", "refunded"):
        withdrawn = replace(order, state=state, can_withdraw=False, withdrawn=CREATED)
        yield "order", f"withdrawn from, {state}", withdrawn
    view = WithdrawView(
        "ABCD2345EFGH", "open", CREATED, "EUR", PERSON, LINES[:1], LINES[1:], CREATED, 0, "a.b.c"
    )
    for state in ("open", "done", "over", "never"):
        yield "withdraw", state, replace(view, state=state, withdrawn=CREATED)
        bare = replace(view, state=state, person={}, lines=LINES, kept=(), until=0)
        yield "withdraw", f"{state}, without end", bare
    yield "withdraw", "every file downloaded", replace(view, state="over", lines=(), kept=LINES)


def _invoices() -> Iterator[Sample]:
    seller, note = ("Tom & <Jerry>", "1 High Street"), ("Small firm, no tax.", "Thank you.")
    invoice = InvoiceView(
        "2026-0001", CREATED, CREATED, seller, "FR 12", note, "ABCD2345EFGH", CREATED, QUOTE, 0,
        PERSON, METHODS[0], CREATED, "a.b.c",
    )  # fmt: skip
    for name, quote in QUOTES.items():
        yield "invoice", name, replace(invoice, quote=quote, untaxed=quote.relief)
    plain = replace(invoice, tax_id="", note=(), method=None)
    yield "invoice", "erased", replace(plain, person={}, erased=CREATED)
    yield "invoice", "erased but for the address", replace(plain, person=_on_invoice())
    credit = CreditNote("C2026-0001", CREATED, 500, (TaxAmount(20_000, 417, 83),), 0)
    back = replace(credit, number="C2026-0002", amount=-500, taxes=(), untaxed=-500)
    yield "invoice", "credited", replace(invoice, credits=(credit, back))


def _on_invoice() -> dict[str, str]:
    return {name: PERSON[name] for name in ("name", "line1", "postcode", "city", "country")}


def _downloads(order: OrderView) -> Iterator[Sample]:
    file = Download(0, "a.pdf", 'Pattern "A5" & <pencil>', 5, CREATED)
    yield "order", "files", replace(order, downloads=(file, replace(file, number=1, left=1)))
    yield "order", "files of an order sent", replace(order, state="fulfilled", downloads=(file,))
    both = replace(order, downloads=(file,), can_withdraw=True)
    yield "order", "files that can be withdrawn from until then", both
    for closed in ("used-up", "over", "withdrawn", "unforeseen"):
        yield "order", f"files {closed}", replace(order, downloads=(replace(file, closed=closed),))
    yield "order", "files not yet paid", replace(order, state="awaiting")


def _order_forms(order: OrderView) -> Iterator[Sample]:
    by_name = {method.name: method for method in METHODS}
    fax, transfer = by_name["fax"], by_name["transfer"]
    cash = replace(order, method=by_name["cash"])
    yield "order", "fax without phone", replace(order, method=fax, person=_digital_person())
    coded = replace(order, method=transfer, form=replace(FORM, code=CODE))
    yield "order", "transfer with a code", coded
    yield "order", "last day", replace(coded, form=replace(FORM, days_left=0))
    yield "order", "one day left", replace(coded, form=replace(FORM, days_left=1))
    yield "order", "reminded", replace(coded, form=replace(FORM, reminded=CREATED + 5 * 86_400))
    for what, delivery in (("on pickup", PICKUP), ("on delivery", DELIVERY), ("for files", None)):
        quoted = replace(cash, quote=replace(QUOTE, delivery=delivery))
        yield "order", f"cash {what}", quoted
        yield "order", f"cash {what}, reminded", replace(quoted, form=replace(FORM, reminded=1))


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
