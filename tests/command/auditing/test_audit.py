"""`pelicart audit`: each violation is planted into a table that is in order, and found."""

from copy import deepcopy
from dataclasses import dataclass

import pytest
from tests.pelicart.build import NOW, an_order
from tests.simulation.answering import listening
from tests.simulation.running import run as simulated

from pelicart.money import Money
from pelicart.orders.marking import mark_paid
from pelicart.orders.moves import event, place
from pelicart.store.memory import MemoryStore
from pelicart_command import audit
from pelicart_command.audit import audited

COUNTER, SERIES, LINE = "STOCK#NOTEBOOK-OCHRE", "INVOICE#2027-", "BANK#line 7"
PAID, WAITS = f"ORDER#{'A' * 26}", f"ORDER#{'B' * 26}"


@dataclass
class Table:
    items: dict

    def __getitem__(self, key):
        return self.items[key]

    def kinds(self):
        found = audited(lambda: deepcopy(self.items).values()).violations
        return [(one.kind, one.where) for one in found]


@pytest.fixture
def table():
    """One order that was paid by a bank line, with its invoice, and one that waits."""
    store = MemoryStore()
    for letter in "AB":
        order = an_order(
            id=letter * 26, state="awaiting", method="cheque", module="manual", due_at=NOW + 60,
            history=(event("awaiting", NOW, "checkout"),), told=("0:received",),
        )  # fmt: skip
        store.write_all(place(order, "2027-01")[:1])
    mark_paid(store, "A" * 26, Money(4690, "EUR"), "line 7", now=NOW + 9, by="merchant")
    items = store.snapshot()
    items[PAID] |= {"invoice": {"number": "2027-0001", "at": NOW}, "told": ["1:paid", "1:sale"]}
    items[SERIES] = {"key": SERIES, "last": 1}
    items[COUNTER] = {"key": COUNTER, "avail": 6, "stocked": 10}
    items["SHOP"] = {"key": "SHOP", "shop": {}}
    return Table(items)


def test_a_table_in_order_has_no_violation(table):
    seen = audited(table.items.values)
    assert seen.violations == []
    assert (seen.orders, seen.counters, seen.items) == (2, 1, 6)
    assert seen.open == [WAITS]


def _drop(key, field):
    return lambda table: table[key].pop(field)


def _set(key, **fields):
    return lambda table: table[key].update(fields)


def _entry(key, **fields):
    return lambda table: table[key]["history"][-1].update(fields)


def _untold(table):
    table[WAITS]["told"] = []
    table[WAITS].pop("tell_at")


def _twin(table):
    table.items[WAITS] = {**deepcopy(table[PAID]), "key": WAITS}
    table[COUNTER]["stocked"] = 10


def _after(table):
    table[PAID]["history"].append({"state": "awaiting", "at": NOW + 20, "by": "shop"})
    table[PAID]["state"] = "awaiting"


PLANTED = {
    "units that nobody put in": (_set(COUNTER, avail=7), ("stock", "NOTEBOOK-OCHRE")),
    "units that are gone": (_set(COUNTER, avail=5), ("stock", "NOTEBOOK-OCHRE")),
    "fewer than none": (_set(COUNTER, avail=-1, stocked=3), ("stock", "NOTEBOOK-OCHRE")),
    "a counter that is gone": (lambda t: t.items.pop(COUNTER), ("stock", "NOTEBOOK-OCHRE")),
    "a paid order without its money": (_set(PAID, captured=4689), ("evidence", "A" * 12)),
    "a payment without a name": (_set(PAID, reference=""), ("evidence", "A" * 12)),
    "a history without its payment": (_entry(PAID, reference="9"), ("evidence", "A" * 12)),
    "a bank line that is gone": (lambda t: t.items.pop(LINE), ("evidence", "A" * 12)),
    "a bank line of nobody": (_set(LINE, order="C" * 26), ("orphan", LINE)),
    "one payment for two orders": (_twin, ("twice", "B" * 12)),
    "an open order that nobody looks after": (_drop(WAITS, "due_at"), ("duty", "B" * 12)),
    "a duty in no list": (_drop(WAITS, "due"), ("duty", "B" * 12)),
    "a duty in another list": (_set(WAITS, due="DUE#9"), ("duty", "B" * 12)),
    "a letter that nobody sends": (_untold, ("duty", "B" * 12)),
    "an order in no month": (_drop(WAITS, "listing"), ("duty", "B" * 12)),
    "a history that ends elsewhere": (_set(WAITS, state="pending"), ("history", "B" * 12)),
    "no history": (_set(WAITS, history=[]), ("history", "B" * 12)),
    "a move that there isn't": (_after, ("history", "A" * 12)),
    "a state that there isn't": (_entry(WAITS, state="odd"), ("history", "B" * 12)),
    "a history that runs backwards": (_entry(PAID, at=NOW - 999), ("history", "A" * 12)),
    "more given back than came": (_set(PAID, refunded=9999), ("money", "A" * 12)),
    "another total than the quote's": (_set(WAITS, total=1), ("money", "B" * 12)),
    "money in an open order": (_set(WAITS, captured=4690), ("money", "B" * 12)),
    "an order about to be forgotten": (_set(PAID, ttl=NOW), ("money", "A" * 12)),
    "an item that nobody can read": (_drop(WAITS, "quote"), ("unread", WAITS)),
    "an invoice that is gone": (_set(SERIES, last=2), ("invoice", SERIES)),
    "a counter of invoices behind them": (_set(SERIES, last=0), ("invoice", SERIES)),
    "a series that is gone": (lambda t: t.items.pop(SERIES), ("invoice", "A" * 12)),
    "one number for two orders": (_twin, ("invoice", "B" * 12)),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_must_never_be_is_found(table, planted):
    plant, found = PLANTED[planted]
    plant(table)
    assert found in table.kinds()


def test_every_violation_says_what_to_do(table):
    for plant, _ in PLANTED.values():
        fresh = Table(deepcopy(table.items))
        plant(fresh)
        for one in audited(fresh.items.values).violations:
            assert one.mend
            assert one.line().startswith(one.kind)


def test_what_moved_while_it_was_read_is_no_violation(table):
    moved = deepcopy(table.items)
    moved[COUNTER]["avail"] = 5  # an order was taken after the counter's page, before the order's
    pages = iter([moved, table.items])
    assert audited(lambda: deepcopy(next(pages)).values()).violations == []


def test_what_stands_at_both_looks_is_one(table):
    table[COUNTER]["avail"] = 7
    looks = []

    def read():
        looks.append(1)
        return deepcopy(table.items).values()

    (found,) = audited(read).violations
    assert "1 more than were ever put in" in found.line()
    assert len(looks) == 2


def test_the_command_ends_with_one_only_if_something_is_wrong(table, monkeypatch, pelicart, store):
    monkeypatch.setattr(audit, "every_item", lambda _: deepcopy(table.items).values())
    monkeypatch.setattr(audit, "wiring", lambda: _wired(store))
    assert pelicart("audit") == (0, "2 orders, 1 counters, 6 items: all invariants hold.\n", "")
    table[COUNTER]["avail"] = 7
    code, out, _ = pelicart("audit")
    assert code == 1
    assert out.endswith("6 items: 1 violation.\n")


def _wired(store):
    from pelicart.wiring import Wiring  # noqa: PLC0415

    return Wiring(store, lambda: NOW, {})


@pytest.mark.parametrize("first", range(0, 40, 20))
def test_the_simulated_shop_has_none_whatever_failed(first):
    with listening():
        for seed in range(first, first + 20):
            items = simulated(seed).world.table.items
            assert audited(items.values).violations == [], seed
