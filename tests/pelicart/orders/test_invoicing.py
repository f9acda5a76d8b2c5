"""Numbers of invoices and credit notes: in a row, each once, whoever asks and falls over."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.errors import Raced, TableDown
from pelicart.order import order_from, order_key
from pelicart.orders.erasing import erase
from pelicart.orders.invoicing import counter_key, papers
from pelicart.orders.moves import event, move, place
from pelicart.settings import read_shop
from pelicart.store.memory import MemoryStore
from pelicart.writes import Is, Write

YEAR = 365 * 86400
SETTINGS = {"name": "Shop", "currencies": ["EUR"], "address": ["1 High Street"], "invoice": {}}
SHOP = read_shop(SETTINGS, [])


def shop(**invoice):
    problems = []
    found = read_shop({**SETTINGS, "invoice": invoice}, problems)
    assert not problems
    return found


class Books:
    """Paid orders A, B, C … in a table, and the numbers they were given."""

    def __init__(self, orders=1):
        self.store = MemoryStore()
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 999}))
        self.ids = [chr(ord("A") + n) * 26 for n in range(orders)]
        for id_ in self.ids:
            history = (event("paid", NOW, "test"),)
            order = an_order(id=id_, state="paid", captured=4690, history=history)
            self.store.write_all(place(order, "2027-01"))

    def order(self, id_="A" * 26):
        return order_from(self.store.snapshot()[order_key(id_)])

    def numbered(self, id_="A" * 26, store=None, now=NOW, settings=SHOP):
        return papers(store or self.store, self.order(id_), settings, now)

    def refunds(self, id_, refunded):
        to = "refunded" if refunded == 4690 else "part_refunded"
        entry = event(to, NOW, "test", refunded=refunded)
        since = ("paid", "part_refunded")
        self.store.write(move(id_, to, entry, change={"refunded": refunded}, since=since))

    @property
    def invoices(self):
        orders = map(self.order, self.ids)
        return sorted(order.invoice["number"] for order in orders if order.invoice)

    @property
    def credits(self):
        return sorted(one["number"] for id_ in self.ids for one in self.order(id_).credits)

    def last(self, series):
        return self.store.snapshot().get(counter_key(series), {}).get("last", 0)

    def has_no_gap(self):
        """Every number that a series has counted stands on exactly one paper."""
        numbers = [f"2027-{n:04d}" for n in range(1, self.last("2027-") + 1)]
        notes = [f"C2027-{n:04d}" for n in range(1, self.last("C2027-") + 1)]
        return (self.invoices, self.credits) == (numbers, notes)


def test_the_first_invoice_begins_its_series():
    order = Books().numbered()
    assert order.invoice == {
        "number": "2027-0001",
        "at": NOW,
        "supplied": NOW,
        "seller": ["Shop", "1 High Street"],
        "tax_id": "",
        "note": [],
    }


def test_each_order_has_the_next_number_and_keeps_it():
    books = Books(3)
    for id_ in [*books.ids, *books.ids]:
        books.numbered(id_)
    assert books.invoices == ["2027-0001", "2027-0002", "2027-0003"]
    assert books.has_no_gap()


def test_a_new_year_begins_anew_and_an_own_series_where_it_is_told_to():
    books = Books(3)
    books.numbered(books.ids[0])
    assert books.numbered(books.ids[1], now=NOW + YEAR).invoice["number"] == "2028-0001"
    own = shop(series="R", first=128, digits=6)
    assert books.numbered(books.ids[2], settings=own).invoice["number"] == "R000128"


def test_the_first_number_counts_only_until_there_is_one():
    books = Books(2)
    books.numbered(books.ids[0], settings=shop(series="R", first=5))
    after = books.numbered(books.ids[1], settings=shop(series="R", first=90))
    assert after.invoice["number"] == "R0006"


def test_a_shop_without_the_setting_numbers_nothing():
    books = Books()
    assert books.numbered(settings=read_shop({"currencies": ["EUR"]}, [])).invoice == {}
    assert books.last("2027-") == 0


@pytest.mark.parametrize("state", ["new", "awaiting", "expired", "review"])
def test_what_was_not_paid_takes_no_number(state):
    books = Books()
    books.store.write(Write(order_key(books.ids[0]), set={"state": state}))
    assert books.numbered().invoice == {}
    assert books.last("2027-") == 0


def test_what_goes_back_has_a_credit_note_for_each_time():
    books = Books(2)
    first, second = books.ids
    books.numbered(first)
    books.refunds(first, 500)
    books.numbered(first)
    books.numbered(second)
    books.refunds(first, 4690)
    order = books.numbered(first)
    assert [one["amount"] for one in order.credits] == [500, 4190]
    assert books.credits == ["C2027-0001", "C2027-0002"]
    assert books.numbered(first) == order


def test_what_went_back_before_there_was_an_invoice_has_both():
    books = Books()
    books.refunds(books.ids[0], 4690)
    order = books.numbered()
    assert order.invoice["number"] == "2027-0001"
    assert [(one["number"], one["amount"]) for one in order.credits] == [("C2027-0001", 4690)]


def test_a_refund_that_came_back_takes_its_credit_note_back():
    books = Books()
    books.refunds(books.ids[0], 500)
    books.numbered()
    changed = {"state": "paid", "refunded": 0}
    books.store.write(Write(order_key(books.ids[0]), set=changed))
    assert [one["amount"] for one in books.numbered().credits] == [500, -500]
    assert books.has_no_gap()


def counted(worlds):
    """How many worlds there were, each without a gap and with every order's invoice."""
    number = 0
    for books, order in worlds:
        number += 1
        assert books.has_no_gap(), order
        assert len(books.invoices) == len(books.ids)
    return number


def test_two_who_number_one_order_at_once_give_it_one_number():
    def build():
        books = Books()
        turns = Turns(books.store)
        return books, [lambda: books.numbered(store=turns) for _ in range(2)]

    assert counted(interleaved(build)) > 5


def test_two_orders_numbered_at_once_have_two_numbers():
    def build():
        books = Books(2)
        turns = Turns(books.store)
        return books, [lambda id_=id_: books.numbered(id_, store=turns) for id_ in books.ids]

    assert counted(interleaved(build)) > 5


def test_money_that_goes_back_while_it_is_numbered_leaves_no_gap():
    def build():
        books = Books()
        turns = Turns(books.store)

        class Mover:
            def refunds(self):
                books.refunds(books.ids[0], 500)

        mover = Turns(Mover())
        return books, [lambda: books.numbered(store=turns), mover.refunds]

    assert counted(interleaved(build)) > 2


def test_an_order_that_is_erased_while_it_is_numbered_names_its_buyer_or_has_no_invoice():
    """Erasing waits for the number: whichever comes first, no invoice is nobody's."""

    def build():
        books = Books()
        books.store.write(Write(order_key(books.ids[0]), set={"state": "refunded"}))
        turns = Turns(books.store)
        unnumbered = read_shop({**SETTINGS, "withdrawal": {"days": 0}, "invoice": None}, [])

        def erases():
            erase(turns, books.order(), unnumbered, now=NOW, by="merchant")

        return books, [lambda: books.numbered(store=turns), erases]

    seen = set()
    for books, _ in interleaved(build):
        order = books.order()
        seen.add(bool(order.invoice))
        assert books.has_no_gap()
        if order.invoice:
            assert order.person.get("name") or not order.erased
    assert seen == {True, False}


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "before", "after"]))))
def test_no_crash_and_no_answer_that_was_lost_leaves_a_gap(calls):
    """Each call numbers one of four orders, and may fall over before or after its write."""
    books = Books(4)

    class Broken:
        def __init__(self, fault):
            self.read, self.fault = books.store.read, fault

        def write_all(self, writes):
            if self.fault == "before":
                raise TableDown
            books.store.write_all(writes)
            if self.fault == "after":
                raise TableDown

    for number, (which, fault) in enumerate(calls):
        if number % 3 == 2:
            current = books.order(books.ids[which])
            if current.state != "refunded":
                books.refunds(books.ids[which], min(current.refunded + 700, 4690))
        try:
            books.numbered(books.ids[which], store=Broken(fault))
        except TableDown:
            assert fault
        assert books.has_no_gap()


def test_a_series_that_others_take_from_all_the_time_says_so():
    books = Books()
    numbers = count(100)

    class Behind:
        """Whose counter has always gone on since it was read."""

        def read(self, keys):
            found = books.store.read(keys)
            if keys == [counter_key("2027-")]:
                last = next(numbers)
                books.store.write(Write(keys[0], set={"last": last + 1}))
                return {keys[0]: {"key": keys[0], "last": last}}
            return found

        write_all = books.store.write_all

    with pytest.raises(Raced):
        books.numbered(store=Behind())
    assert books.order().invoice == {}


def test_without_its_condition_two_would_have_one_number():
    """What the condition on the counter is for: the same race, with it taken away."""

    class Unconditional:
        def __init__(self, store):
            self.read, self._store = store.read, store

        def write_all(self, writes):
            counter, given_to = writes
            self._store.write_all([replace(counter, expect=()), given_to])

    def build():
        books = Books(2)
        turns = Turns(Unconditional(books.store))
        return books, [lambda id_=id_: books.numbered(id_, store=turns) for id_ in books.ids]

    assert not all(books.has_no_gap() for books, _ in interleaved(build))


def test_the_counter_expects_what_was_read():
    books = Books(2)
    books.numbered(books.ids[0])
    written = []

    class Watched:
        read = books.store.read

        def write_all(self, writes):
            written.extend(writes)
            books.store.write_all(writes)

    books.numbered(books.ids[1], store=Watched())
    assert written[0] == Write(counter_key("2027-"), expect=(Is("last", (1,)),), set={"last": 2})
