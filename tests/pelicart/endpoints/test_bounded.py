"""What requests ask of table and provider, as docs/devops.md has it; forged ones ask nothing."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import pytest
from tests.docs.pages import page as docs_page
from tests.docs.pages import rows
from tests.pelicart.shopfront import ADA, ORIGIN, PRODUCTS, Browser, http_event

from pelicart.cart import Cart, CartLine, encode
from pelicart.catalogue import Product, Variant
from pelicart.request import FORM
from pelicart.store.limits import MOST
from pelicart.tokens import LIVES, Keyring

TOLD = {
    what: tuple(map(int, numbers)) for what, *numbers, _ in rows(docs_page("devops"), "request")
}
"""Reads, writes and calls of a provider by request."""
VERBS = ("start", "resume", "look_up", "capture", "close", "refund")
LONG = 365 * 86_400


@dataclass
class Tally:
    """Counts what is asked of the table, and of the provider."""

    reads: int = 0
    writes: int = 0
    provider: int = 0
    items: list[int] = field(default_factory=list)

    @property
    def all(self):
        return self.reads, self.writes, self.provider


class Counted:
    """A store or payment module whose calls are counted."""

    def __init__(self, target, tally):
        self._target, self._tally = target, tally

    def __getattr__(self, name):
        found, tally = getattr(self._target, name), self._tally

        def called(*args, **named):
            if name in {"read", "query"}:
                tally.reads += 1
            elif name in {"write", "write_all"}:
                tally.writes += 1
                tally.items.append(len(args[0]) if name == "write_all" else 1)
            elif name in VERBS:
                tally.provider += 1
            return found(*args, **named)

        return called if callable(found) else found


@pytest.fixture
def tally(front):
    """The shop with its usual limits; settings and pages were read."""
    counts = Tally()
    front.publish(limits={"seconds": 0})
    front.provider = Counted(front.provider, counts)
    front.wired = replace(front.wired, store=Counted(front.wired.store, counts))
    front.wired.published()
    counts.reads = 0
    return counts


@dataclass
class Counting(Browser):
    """A browser that knows what its requests cost, each redirect's too."""

    tally: Tally = field(default_factory=Tally)
    asked: list[tuple[str, tuple[int, int, int]]] = field(default_factory=list)

    def _event(self, method, url, body, more):
        self._note()
        self.asked.append((f"{method} {url.partition('?')[0]}", (0, 0, 0)))
        return super()._event(method, url, body, more)

    def _note(self):
        if self.asked:
            self.asked[-1] = (self.asked[-1][0], self.tally.all)
        self.tally.reads = self.tally.writes = self.tally.provider = 0

    def costs(self, act):
        """What each request cost that this needed."""
        self.asked.clear()
        self._note()
        act()
        self._note()
        return [cost for _, cost in self.asked]


@pytest.fixture
def ada(front, tally):
    return Counting(front, tally=tally)


def test_a_purchase_by_card_asks_what_is_told(front, ada):
    first, second = ada.costs(lambda: ada.adds("LAMP"))
    assert (first, second) == (TOLD["`POST /shop/cart`"], TOLD["`GET /shop/cart`"])
    form, forward, review = ada.costs(lambda: setattr(ada, "review", ada.reviews()))
    assert form == TOLD["`GET /shop/checkout`"]
    assert forward == TOLD["`POST /shop/checkout`"]
    assert review == TOLD["`POST /shop/checkout/{method}`, the review"]
    assert ada.costs(lambda: ada.submit(ada.review)) == [TOLD["the same, the order"]]
    assert ada.costs(lambda: ada.submit(ada.review)) == [TOLD["the order once more"]]
    back = ada.returns(back=True)
    assert ada.costs(lambda: ada.submit(back, "pay")) == [TOLD["paying from the order's page"]]
    front.provider.takes("session-1", front.order.total)
    returned, shown = ada.costs(ada.returns)
    assert (returned, shown) == (
        TOLD["`GET /shop/return/{provider}`"],
        TOLD["`GET /shop/order/{token}`"],
    )


def test_a_review_that_closes_another_order_first_asks_one_provider_once(front, ada):
    ada.adds("LAMP")
    ada.orders()
    ada.adds("MUG")
    costs = ada.costs(ada.reviews)[-1]
    assert front.provider.open == []
    assert costs == TOLD["the review, with another order of the basket open"]


def test_an_order_by_cheque_asks_no_provider(ada):
    ada.adds("LAMP")
    review = ada.reviews(method="cheque")
    ordered, _ = ada.costs(lambda: ada.submit(review))
    reads, writes, _ = TOLD["the same, the order"]
    assert ordered == (reads, writes - 1, 0)


def test_a_notice_asks_what_is_told(front, ada, tally):
    ada.adds("LAMP")
    ada.orders()
    front.provider.takes("session-1", front.order.total)
    notice = http_event(
        "POST", "/shop/notice/stripe", headers={"x-signature": "good"},
        body=json.dumps({"session": "session-1", "order": front.order.id}),
    )  # fmt: skip
    for _ in range(2):
        tally.reads = tally.writes = tally.provider = 0
        assert front.call(notice)["statusCode"] == 200
        assert tally.all == TOLD["`POST /shop/notice/{provider}`"]


def test_cancelling_asks_what_is_told(ada):
    ada.adds("LAMP")
    ada.orders()
    back = ada.returns(back=True)
    cancelled, _ = ada.costs(lambda: ada.submit(back, "cancel"))
    assert cancelled == TOLD["`POST /shop/order/{token}`"]


def crowd(front, count=45):
    """A cart as full as one can be, of products whose variants have names of their own."""
    products = [
        Product(
            f"P{n:02}", f"Product {n}", f"/p{n}/",
            (Variant(f"V{n:02}", {"EUR": 100}, stock_key=f"S{n:02}"),), stock={f"S{n:02}": 99},
        )
        for n in range(count)
    ]  # fmt: skip
    front.publish((*PRODUCTS, *products), limits={"seconds": 0}, quantity=99)
    lines = tuple(CartLine(p.sku, p.variants[0].sku, 1) for p in products)
    return encode(Cart("a" * 26, "EUR", "en", lines))


def test_the_fullest_cart_is_ordered_in_one_transaction(front, ada, tally):
    ada.cookies["__Secure-cart"] = crowd(front)
    front.wired.published()
    form, forward, review = ada.costs(lambda: setattr(ada, "review", ada.reviews()))
    most = int(re.search(r"at most (\d) reads", docs_page("devops"))[1])
    assert max(form[0], forward[0], review[0]) == most
    tally.items.clear()
    ada.costs(lambda: ada.submit(ada.review))
    assert len(front.orders()) == 1
    assert max(tally.items) == 1 + 45 + 45 + 1
    assert max(tally.items) <= MOST


def forged(wired, purpose, **claims):
    """Tokens that anybody could make, or had once."""
    strange = Keyring({"k1": b"z" * 32})
    real = wired.keys.sign(purpose, "A" * 26, wired.now())
    head, body, seal = real.split(".")
    other = {"quote": "order", "order": "return", "return": "quote"}[purpose]
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"order+jwt","kid":"k1"}').decode()
    return {
        "made with another key": strange.sign(purpose, "A" * 26, wired.now()),
        "of another purpose": wired.keys.sign(other, "A" * 26, wired.now()),
        "of the future": wired.keys.sign(purpose, "A" * 26, wired.now() + LONG),
        "unsigned": f"{none.rstrip('=')}.{body}.",
        "with another body": f"{head}.{body[:-4]}AAAA.{seal}",
        "with another seal": f"{head}.{body}.{'A' * 43}",
        "padded": f"{real}=",
        "cut": real[:-1],
        "empty": "",
        "dots": "..",
        "a megabyte": "A" * 30_000,
        "no text of ours": "é\u202e",
    }


KINDS = tuple(
    "made with another key|of another purpose|of the future|unsigned|with another body|"
    "with another seal|padded|cut|empty|dots|a megabyte|no text of ours".split("|")
)


def posted(**fields):
    body = urlencode({**ADA, **fields})
    headers = {"content-type": FORM, "origin": ORIGIN}
    return http_event("POST", "/shop/checkout/card", headers=headers, body=body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_token_costs_no_table_and_no_provider(front, tally, kind):
    quote, order, back = (forged(front.wired, p)[kind] for p in ("quote", "order", "return"))
    headers = {"content-type": FORM, "origin": ORIGIN}
    pay = urlencode({"action": "pay", "order": order})
    asked = [
        posted(quote=quote, lines="eNqrrgUAAXUA-Q==", delivery="parcel", method="card"),
        http_event("POST", "/shop/checkout", headers=headers, body=pay),
        http_event("GET", f"/shop/order/{order}"),
        http_event("POST", f"/shop/order/{order}", headers=headers, body="action=cancel"),
        http_event("GET", "/shop/return/stripe", query=urlencode({"order": back})),
        http_event("POST", "/shop/return/stripe", query=urlencode({"order": back, "back": "1"})),
    ]
    before = front.store.snapshot()
    for event in asked:
        assert front.call(event)["statusCode"] in {303, 400, 413}
    assert tally.all == (0, 0, 0)
    assert front.store.snapshot() == before


@pytest.mark.parametrize("purpose", ["order", "return"])
def test_a_token_past_its_time_costs_nothing(front, tally, purpose):
    token = front.wired.keys.sign(purpose, "A" * 26, front.moment - LIVES[purpose] - 61)
    query = urlencode({"order": token})
    path = f"/shop/order/{token}" if purpose == "order" else "/shop/return/stripe"
    assert front.call(http_event("GET", path, query=query))["statusCode"] in {303, 400}
    assert tally.all == (0, 0, 0)


@pytest.mark.parametrize("provider", ["stripe", "acme", "os", "..", "manual", ""])
def test_a_forged_notice_costs_no_table_and_no_provider(front, tally, provider):
    asked = http_event(
        "POST", f"/shop/notice/{provider}", headers={"x-signature": "bad"}, body="{}"
    )
    front.call(asked)
    tally.reads = 0
    for _ in range(5):
        assert front.call(asked)["statusCode"] in {400, 410}
    assert tally.all == (0, 0, 0)


def test_the_page_of_an_error_is_read_once_a_minute_and_no_order_with_it(front, tally):
    front.wired._shops.clear()
    for _ in range(5):
        front.call(http_event("GET", "/shop/order/a.b.c"))
    assert tally.reads <= 2
    assert tally.writes == tally.provider == 0


def test_a_language_that_the_shop_has_not_costs_no_read(front, tally):
    for language in ("xx", "de", "x" * 500):
        for event in (
            http_event("GET", "/shop/cart", query=f"lang={language}"),
            http_event("GET", "/shop/nothing", cookies=[f"__Secure-cart=1.{'a' * 26}.EUR.zz."]),
        ):
            front.call(event)
    assert tally.writes == tally.provider == 0
    assert tally.reads <= 3  # an empty cart's own order is looked for
