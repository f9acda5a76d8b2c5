"""What each live template is given as `view`: the whole contract between endpoints and themes.

Beside `view` every template has `shop` (a `ShopView`), `lang`, the functions `money(minor,
currency)`, `date(epoch)`, `time(epoch)`, `percent(rate)`, `country(code)`, and gettext's `_` and
`ngettext`.
Words such as `state`, `code` and field errors are keys: their sentences stand in the templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart.order import State
from pelicart.quote import Delivery, PricedLine, Quote, TaxAmount


@dataclass(frozen=True, slots=True)
class ShopView:
    """The merchant, as published; `pages` maps terms, privacy, returns, delivery to addresses.

    `base` goes before root-absolute addresses of the static site; it is mostly empty.
    """

    name: str
    email: str
    phone: str
    address: tuple[str, ...]
    country: str
    pages: Mapping[str, str]
    base: str


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from when a line was put in the cart.

    `kind`: withdrawn, price (`was` and `now` in minor units) or stock (`now` units are left).
    """

    kind: str
    name: str
    was: int = 0
    now: int = 0


@dataclass(frozen=True, slots=True)
class CartView:
    """`live/cart.html`. A line's number in the form is its place in `lines`, from 0.

    `goods` is the sum of the lines. `version` is posted back as it is. `problem` is cart-full,
    cart-changed (in another tab), empty-cart, too-many, bad-form, or empty. `most` is the largest
    quantity of a line.
    """

    lines: tuple[PricedLine, ...]
    changes: tuple[Change, ...]
    goods: int
    currency: str
    most: int
    version: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way to pay; `options` are the merchant's public texts for it, `days` how long it waits.

    `deliveries` says which orders it is for: any, pickup or carried. What it adds to an order is
    `fee` in minor units, or `rate` in thousandths of a percent; negative for a discount.
    """

    name: str
    module: str
    days: int
    options: Mapping[str, Any] = field(default_factory=dict)
    deliveries: str = "any"
    fee: int = 0
    rate: int = 0


@dataclass(frozen=True, slots=True)
class CheckoutView:
    """`live/checkout.html`. `form` holds every field as typed, `errors` a code by field name.

    `delivered` is False for a cart of digital goods alone: then `deliveries` is empty, and only
    name, e-mail and country are asked for, unless the way to pay `needs_address`.
    """

    form: Mapping[str, str]
    errors: Mapping[str, str]
    lines: tuple[PricedLine, ...]
    goods: int
    currency: str
    countries: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    methods: tuple[MethodChoice, ...]
    needs_address: bool
    delivered: bool


@dataclass(frozen=True, slots=True)
class CardForm:
    """Fields for a card on the review page, sealed in the browser where it can.

    `key` is what to seal to (`<id>:<base64url point>`), `binding` for which order and sum.
    `earliest` is the first month that has not ended (2026-11). `errors` are codes by field:
    missing, not-a-card, malformed, expired, too-long, or again. Nothing typed ever comes back.
    """

    key: str
    binding: str
    earliest: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """`live/review.html`, the page of each method (`method.name`): the quote and its button.

    `hidden` are the fields to post back as they are. `notice` tells why the shopper sees it
    again: quote-expired, quote-changed, too-fast, too-many-attempts, provider-down, or empty.
    `method` is None when the total is zero and nothing is to be paid. `card` is there if a card
    is typed on this very page.
    """

    quote: Quote
    person: Mapping[str, str]
    method: MethodChoice | None
    hidden: tuple[tuple[str, str], ...]
    notice: str = ""
    card: CardForm | None = None


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What to print or copy while an order waits for money by hand.

    `reference` is that of ISO 11649, in groups of four. `code` is the address of a QR code for
    banking apps (EPC069-12), or empty. `days_left` counts whole days, 0 on the last. `reminded` is
    when the shopper was last reminded, or 0.
    """

    reference: str
    code: str
    days_left: int
    reminded: int = 0


@dataclass(frozen=True, slots=True)
class Download:
    """A bought file; `number` is posted as `file`, with `action` = `download`.

    `file` is its name, `product` that of its line. It can be fetched `left` times more, before
    `until`. `closed` says why it can't be any more: used-up, over (its time),
    withdrawn (from it), or empty.
    """

    number: int
    file: str
    product: str
    left: int
    until: int
    closed: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """`live/order.html`. `confirming`: the payment is being confirmed, the page refreshes itself.

    `cancelling`: the shopper gave the order up and the provider hasn't been told yet. `token` is
    posted back by `can_pay` and `can_cancel`. `deadline` in epoch seconds. `outcome` is what the
    provider's page just ended with: done, back (the shopper turned round), declined, or empty.
    `form` is there while the order waits for money by hand, `downloads` once files are paid.
    `withdrawn` is when the shopper withdrew, or 0. `invoice` is its number, a dash if looking at it
    gives one, or empty. `tracking` and `carrier` are there once it was sent. `owed` came too late
    or twice and goes back, `returned` went back: in minor units, and no part of `refunded`.
    `in_cart` counts the goods that are in the cart now.
    """

    number: str
    state: State
    quote: Quote
    person: Mapping[str, str]
    method: MethodChoice | None
    created: int
    deadline: int
    refunded: int
    token: str
    confirming: bool
    can_pay: bool
    can_cancel: bool
    outcome: str = ""
    cancelling: bool = False
    form: OrderForm | None = None
    downloads: tuple[Download, ...] = ()
    can_withdraw: bool = False
    withdrawn: int = 0
    invoice: str = ""
    tracking: str = ""
    carrier: str = ""
    owed: int = 0
    returned: int = 0
    in_cart: int = 0


@dataclass(frozen=True, slots=True)
class WithdrawView:
    """`live/withdraw.html`: from what the shopper can withdraw, or what they declared and when.

    `state` is open (until `until`, or without end at 0), done (at `withdrawn`), over or never.
    `lines` are withdrawn from; not `kept`, the files that were fetched before. `token` opens the
    order's page.
    """

    number: str
    state: str
    created: int
    currency: str
    person: Mapping[str, str]
    lines: tuple[PricedLine, ...]
    kept: tuple[PricedLine, ...]
    until: int
    withdrawn: int
    token: str


@dataclass(frozen=True, slots=True)
class CreditNote:
    """What went back of an invoice, in minor units; negative takes a credit note back.

    `taxes` are its part of the invoice's, `untaxed` what of it stands on no row of them.
    """

    number: str
    at: int
    amount: int
    taxes: tuple[TaxAmount, ...]
    untaxed: int


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """`live/invoice.html`: an invoice as it was issued `at` that time, and its credit notes.

    `supplied` is when the goods left, or were `paid` if that was first. `seller` are lines, name
    first. `order` is the order's number. `untaxed` is what of the total stands on no row of the
    quote's taxes. `person` has name and address alone, or nothing, once it was `erased`. `token`
    opens the order's page.
    """

    number: str
    at: int
    supplied: int
    seller: tuple[str, ...]
    tax_id: str
    note: tuple[str, ...]
    order: str
    created: int
    quote: Quote
    untaxed: int
    person: Mapping[str, str]
    method: MethodChoice | None
    paid: int
    token: str
    credits: tuple[CreditNote, ...] = ()
    erased: int = 0


@dataclass(frozen=True, slots=True)
class LetterView:
    """`live/letters/<letter>.html`: an order, and what happened to it `at` that time.

    `amount` is what was given back by it, in minor units, or 0; `refunded` all that was so far.
    `link` is the absolute address of the order's page; empty in letters to the shop. `why` is a
    reason as in the order's history, or empty; `tracking` and `carrier` are there once it was
    sent. `form` is there while it waits for money by hand, `files` says whether it has downloads.
    `kept` are the files that a withdrawal leaves, for they were fetched before. `invoice` and
    `credit` are the numbers of its invoice and of the last credit note, or empty.
    """

    letter: str
    number: str
    state: State
    quote: Quote
    person: Mapping[str, str]
    method: MethodChoice | None
    created: int
    deadline: int
    at: int
    link: str
    why: str = ""
    amount: int = 0
    refunded: int = 0
    tracking: str = ""
    carrier: str = ""
    form: OrderForm | None = None
    files: bool = False
    kept: tuple[PricedLine, ...] = ()
    invoice: str = ""
    credit: str = ""
    can_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class HandOffView:
    """`live/handoff.html`: a form that posts the fields to the provider, with a visible button.

    `order` is the address of the order's page: who comes back by the back button belongs there.
    """

    url: str
    fields: tuple[tuple[str, str], ...]
    order: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """`live/error.html`. `code` of `pelicart.errors`; `names` of the products concerned, if any.

    `again` is an address to go on from, `reference` what to quote when asking for help.
    """

    code: str
    status: int
    again: str
    names: tuple[str, ...] = ()
    reference: str = ""
