from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.errors import Raced, WrongState
from pelicart.letters import due_letters
from pelicart.money import Money
from pelicart.order import OPEN, SEALED, card_key, order_from, order_key
from pelicart.orders.erasing import erase, in_the_way, legally_kept
from pelicart.orders.invoicing import papers
from pelicart.orders.marking import mark_paid
from pelicart.orders.moves import event, place
from pelicart.orders.settle import settle
from pelicart.orders.telling import tell
from pelicart.payments.base import Payment
from pelicart.quote import PricedExtra
from pelicart.settings import read_shop
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

DAY, YEAR = 86400, 366 * 86400
PLAIN = {"name": "Shop", "currencies": ["EUR"], "address": ["1 High Street"]}
SHOP = read_shop(PLAIN, [])
INVOICING = read_shop({**PLAIN, "invoice": {}}, [])
PERSON = {
    "name": "Ada Example",
    "email": "ada@shop.example",
    "phone": "+33 1",
    "line1": "1 Example Street",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
    "note": "Ring twice.",
}
ENGRAVED = a_line(extras=(PricedExtra("NAME", "Engraving", 500, "To Bob"),))
SENT = (
    event("new", NOW - 90 * DAY, "checkout"),
    event("paid", NOW - 90 * DAY, "test"),
    event("fulfilled", NOW - 89 * DAY, "merchant", why="shipped"),
)


class Kept:
    """An order in a table that was sent long ago, unless it is changed."""

    def __init__(self, *lines, **changes):
        quote = a_quote(*(lines or (ENGRAVED,)))
        made = {"state": "fulfilled", "captured": quote.total, "history": SENT, "person": PERSON}
        self.made = an_order(quote, **{**made, **changes})
        self.store = MemoryStore()
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 5}))
        self.store.write_all(place(self.made, "2027-01"))

    @property
    def order(self):
        return order_from(self.store.snapshot()[order_key(self.made.id)])

    def erased(self, shop=SHOP, now=NOW, store=None, **more):
        return erase(store or self.store, self.order, shop, now=now, by="merchant", **more)

    def invoiced(self):
        papers(self.store, self.order, INVOICING, NOW)
        return self


def test_nothing_that_names_somebody_is_left():
    kept = Kept()
    order = kept.erased()
    assert (order.person, order.quote.postcode) == ({}, "")
    assert [extra.text for line in order.quote.lines for extra in line.extras] == [""]
    stored = repr(kept.store.snapshot())
    for word in ("Ada", "ada@", "+33", "Example", "10115", "Berlin", "Ring", "Bob"):
        assert word not in stored


def test_the_books_stay_and_say_when():
    kept = Kept()
    order = kept.erased()
    assert order.erased == NOW
    assert order.history == (*SENT, event("fulfilled", NOW, "merchant", why="erased"))
    assert (order.total, order.captured, order.state) == (
        kept.made.total,
        kept.made.captured,
        "fulfilled",
    )
    assert order.quote.country == "DE"
    assert [line.name for line in order.quote.lines] == ["Linen notebook"]


def test_said_twice_it_changes_nothing():
    kept = Kept()
    order = kept.erased()
    assert kept.erased(now=NOW + DAY) == order


def test_with_an_invoice_its_name_and_address_stay():
    kept = Kept().invoiced()
    order = kept.erased(INVOICING)
    assert order.person == {
        name: PERSON[name] for name in ("name", "line1", "postcode", "city", "country")
    }
    assert order.quote.postcode == "10115"
    assert "Bob" not in repr(order.quote)


def test_all_of_it_goes_when_the_law_no_longer_asks_for_it():
    kept = Kept().invoiced()
    kept.erased(INVOICING)
    with pytest.raises(WrongState, match="kept"):
        kept.erased(INVOICING, everything=True)
    until = legally_kept(kept.order, INVOICING)
    assert until == 2145916800  # 2038-01-01, issued in January 2027
    assert in_the_way(kept.order, INVOICING, until - 1, everything=True) == "kept"
    order = kept.erased(INVOICING, now=until, everything=True)
    assert order.person == {}
    assert [entry.get("why") for entry in order.history[-2:]] == ["erased", "erased"]


def test_a_shop_that_writes_no_invoices_any_more_keeps_those_it_wrote():
    kept = Kept().invoiced()
    assert kept.erased(SHOP).person["name"] == "Ada Example"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        *(({"state": state}, "open") for state in OPEN),
        ({"state": "review"}, "review"),
        ({"state": "disputed"}, "disputed"),
        ({"owed": ({"session": "s", "amount": 1},)}, "owed"),
        ({"refunding": 500}, "refunding"),
        ({"withdrawn": NOW - DAY}, "withdrawn"),
        ({"state": "paid", "history": SENT[:2]}, "to-send"),
        ({"state": "part_refunded", "history": SENT[:2]}, "to-send"),
        ({"history": (*SENT[:2], {**SENT[2], "at": NOW - DAY})}, "may-withdraw"),
        ({"telling": NOW + 60}, "told"),
    ],
)
def test_what_is_not_over_yet_is_kept_and_says_why(changes, why):
    kept = Kept(**changes)
    assert in_the_way(kept.order, SHOP, NOW) == why
    with pytest.raises(WrongState, match=why):
        kept.erased()
    assert (kept.order.person, kept.order.erased) == (PERSON, 0)


def test_an_invoice_that_is_still_to_be_numbered_goes_first():
    assert in_the_way(Kept().order, INVOICING, NOW) == "no-number"
    assert in_the_way(Kept().invoiced().order, INVOICING, NOW) == ""


@pytest.mark.parametrize("state", ["expired", "cancelled", "refunded"])
def test_what_came_to_nothing_can_go(state):
    history = (SENT[0], event(state, NOW, "test"))
    captured = 4690 if state == "refunded" else 0
    kept = Kept(state=state, history=history, captured=captured, refunded=captured)
    assert kept.erased().person == {}


def test_a_withdrawal_whose_money_went_back_in_part_is_over():
    back = event("part_refunded", NOW - DAY, "test", refunded=500)
    kept = Kept(state="part_refunded", refunded=500, withdrawn=NOW - 2 * DAY, history=(*SENT, back))
    assert in_the_way(kept.order, SHOP, NOW) == ""


def test_goods_on_sale_again_need_no_address():
    kept = Kept(state="part_refunded", history=SENT[:2], restocked=True, withdrawn=0)
    assert in_the_way(kept.order, read_shop({**PLAIN, "withdrawal": {"days": 0}}, []), NOW) == ""


def test_files_alone_need_no_parcel():
    font = a_line(digital="font.zip", stock_key=None, extras=())
    assert in_the_way(Kept(font, state="paid", history=SENT[:2]).order, SHOP, NOW) == ""


def test_its_sealed_card_goes_with_it():
    kept = Kept(module=SEALED, state="refunded")
    kept.store.write(Write(card_key(kept.made.id), put={"sealed": "x"}))
    kept.erased()
    assert card_key(kept.made.id) not in kept.store.snapshot()


def test_its_shopper_gets_no_letter_any_more_and_the_shop_still_does():
    late = event("disputed", NOW, "notice:stripe", why="dispute-open")
    kept = Kept()
    assert "paid" in [due.letter for due in due_letters(kept.order)]
    kept.erased()
    kept.store.write(Write(order_key(kept.made.id), append={"history": [late]}))
    assert {due.letter for due in due_letters(kept.order)} == {"sale", "dispute"}
    sent = []
    tell(kept.store, kept.made.id, lambda _, due: sent.append(due.letter), NOW)
    assert sent == ["sale", "dispute"]


def test_a_letter_that_is_being_written_is_waited_for_and_none_is_written_after():
    """Whoever claimed the order has read it; nobody claims it with a name in it afterwards."""

    def build():
        kept = Kept(tell_at=NOW)
        turns = Turns(kept.store)
        kept.sent = []

        def sends(order, due):
            if not due.to_merchant:
                kept.sent.append((order.person.get("name"), kept.order.erased))

        return kept, [
            lambda: tell(turns, kept.made.id, sends, NOW),
            lambda: kept.erased(store=turns),
        ]

    outcomes = set()
    for kept, _ in interleaved(build):
        assert all(sent == ("Ada Example", 0) for sent in kept.sent)
        outcomes.add((bool(kept.order.erased), bool(kept.sent)))
    assert outcomes == {(True, False), (False, True), (True, True)}


def test_money_that_comes_after_all_goes_back_for_there_is_nobody_to_send_to():
    kept = Kept(state="expired", captured=0, history=(SENT[0], event("expired", NOW, "test")))
    kept.erased()
    money = Money(kept.made.total, "EUR")
    payment = Payment(
        order=kept.made.id, session="", state="paid", captured=money, refunded=Money(0, "EUR"),
        reference="pi_1", live=False,
    )  # fmt: skip
    order = settle(kept.store, payment, NOW, "notice:stripe")
    assert (order.state, order.captured) == ("expired", 0)
    assert [(one["why"], one["amount"]) for one in order.owed] == [("late-and-erased", money.minor)]


def test_a_cheque_that_comes_after_all_is_not_marked():
    kept = Kept(
        state="expired", captured=0, module="manual", history=(event("expired", NOW, "test"),)
    )
    kept.erased()
    with pytest.raises(WrongState):
        mark_paid(kept.store, kept.made.id, kept.made.money, "line 1", now=NOW, by="merchant")


def test_an_order_that_changed_meanwhile_is_not_erased():
    kept = Kept()
    stale = replace(kept.order, history=kept.order.history[:-1])
    with pytest.raises(Raced):
        erase(kept.store, replace(stale, state="refunded"), SHOP, now=NOW, by="merchant")
    assert kept.order.person == PERSON


def test_two_who_erase_at_once_erase_once():
    def build():
        kept = Kept()
        turns = Turns(kept.store)
        return kept, [lambda: kept.erased(store=turns) for _ in range(2)]

    for kept, _ in interleaved(build):
        assert [entry.get("why") for entry in kept.order.history].count("erased") == 1
