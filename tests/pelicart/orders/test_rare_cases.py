"""Rows of docs/failures.md that no other file of tests is about."""

from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved
from tests.pelicart.shopfront import LAMP, MUG, Browser, Shopfront

from pelicart.catalogue import Variant
from pelicart.money import Money
from pelicart.order import STATES, order_from, order_key, to_item
from pelicart.orders.moves import event, let_go, move, place
from pelicart.orders.overdue import finish_overdue
from pelicart.orders.settle import settle
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write


def test_two_carts_of_one_shopper_are_two_orders(front, ada):
    other = Browser(front)
    for browser, sku in ((ada, "MUG"), (other, "LAMP")):
        browser.adds(sku)
        browser.orders()
    first, second = front.orders()
    assert first.id != second.id
    assert len(front.provider.open) == 2
    assert first.person == second.person


@pytest.mark.parametrize(
    "changed",
    [
        replace(MUG, variants=(Variant("MUG", {"EUR": 999, "USD": 1100}),)),
        replace(MUG, tax="reduced"),
        replace(MUG, variants=(replace(MUG.variants[0], weight=900),)),
        replace(MUG, orderable=False),
    ],
)
def test_no_order_is_taken_on_terms_that_changed_since_its_review(front, ada, changed):
    ada.adds("MUG")
    review = ada.reviews()
    taxes = {"rules": [{"to": ["EU"], "rates": {"standard": "20", "reduced": "5"}}]}
    front.publish((changed, LAMP), taxes=taxes)
    page = ada.submit(review)
    assert (page.kind in {"cart", "review"}, front.orders()) == (True, [])
    assert not front.provider.calls["start"]


def test_an_order_is_taken_whose_product_is_only_shown_differently_since(front, ada):
    ada.adds("MUG")
    review = ada.reviews()
    front.publish((replace(MUG, name="A mug", url="/m/", image="/m.png"), LAMP))
    ada.submit(review)
    assert front.order.state == "pending"


def test_an_order_of_a_restored_table_is_brought_up_to_date(front, ada):
    ada.adds("LAMP")
    ada.orders()
    before = front.store.snapshot()
    front.provider.takes("session-1", 9500)
    front.moment += 600
    front.reconcile()
    assert front.order.state == "paid"
    front.store._items.clear()
    front.store._items.update(before)
    assert front.order.state == "pending"
    front.reconcile()
    assert (front.order.state, front.order.captured, front.stock("LAMP")) == ("paid", 9500, 0)


NEWER = {"colour": "blue", "notes": [{"at": NOW, "said": "x"}], "quote_v": 2}


def test_what_a_newer_version_wrote_stays_whatever_an_older_one_does():
    order = an_order(state="pending", session="s1", live=True)
    store = MemoryStore()
    store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 9}))
    store.write_all(place(order, "2027-01"))
    store.write(Write(order_key(order.id), set=NEWER))
    paid = Payment("paid", order.id, "s1", order.money, Money(0, "EUR"), live=True, reference="p")
    for payment in (paid, replace(paid, refunded=Money(5, "EUR")), replace(paid, dispute="open")):
        settle(store, payment, NOW, "notice:test")
    item = store.snapshot()[order_key(order.id)]
    assert item["state"] == "disputed"
    assert NEWER.items() <= item.items()


@pytest.mark.parametrize("state", STATES)
def test_no_move_replaces_an_order_that_is_there(state):
    order = an_order(state=state)
    writes = [move(order.id, state, event(state, NOW, "test"), since=(state,))]
    writes += let_go(order, "expired", event("expired", NOW, "test"))
    assert all(write.put is None for write in writes)


FIRST = ("reminders", "refunding", "refusals", "owed", "told", "restocked", "wanted")
"""Fields of an order that the first version didn't know."""


def test_an_order_of_the_first_version_reads_and_is_paid():
    order = an_order(state="pending", session="s1", live=True)
    written = {name: part for name, part in to_item(order, "2027-01").items() if name not in FIRST}
    store = MemoryStore()
    store.write(Write(order_key(order.id), put=written))
    assert order_from(written) == order
    paid = Payment("paid", order.id, "s1", order.money, Money(0, "EUR"), live=True, reference="p")
    assert settle(store, paid, NOW, "notice:test").state == "paid"


def test_two_runs_of_reconcile_do_everything_once(monkeypatch):
    def build():
        front = Shopfront()
        with monkeypatch.context() as patched:
            patched.setattr("pelicart.entry.wiring", lambda: front.wired)
            ada = Browser(front)
            ada.adds("LAMP")
            ada.orders()
        front.moment += 35 * 60
        wired = replace(front.wired, store=Turns(front.store), _modules={})
        return front, [lambda: finish_overdue(wired) for _ in range(2)]

    seen = 0
    for front, turns in interleaved(build):
        assert (front.order.state, front.stock("LAMP")) == ("expired", 1), turns
        states = [entry["state"] for entry in front.order.history]
        assert states.count("expired") == 1, turns
        seen += 1
        if seen == 40:
            break
    assert seen > 20
