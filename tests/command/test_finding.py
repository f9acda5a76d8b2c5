import re
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pelicart.build import NOW, an_order

from pelicart.orders.moves import place
from pelicart.reference import grouped, reference_of
from pelicart.store.memory import MemoryStore
from pelicart_command.finding import find, newest
from pelicart_command.stopped import Stopped

REFERENCE = reference_of("A" * 12)
ANYTHING = string.ascii_uppercase + string.digits


def test_orders_come_newest_first_over_months_and_years(store, placed):
    oldest = placed(an_order(), month="2025-12", days_ago=400)
    older = placed(an_order(), month="2026-12", days_ago=30)
    new = placed(an_order())
    newer = placed(an_order(), days_ago=-1)
    assert [order.id for order in newest(store, NOW)] == [newer.id, new.id, older.id, oldest.id]


def test_orders_of_over_a_hundred_are_all_found(store, placed):
    for _ in range(120):
        placed(an_order())
    assert len(list(newest(store, NOW))) == 120


@pytest.mark.parametrize("name", ["AAAAAAAAAAAA", "aaaa aaaa aaaa", "AAAA-AAAA-AAAA", "A" * 26])
def test_an_order_is_found_by_its_number_however_it_is_typed(store, placed, name):
    order = placed(an_order(), month="2026-03", days_ago=300)
    placed(an_order())
    assert find(store, name, NOW).id == order.id


@pytest.mark.parametrize("name", ["", "A", "A" * 10, "CCCCCCCCCCCC", "C" * 26, "RF18", "thanks"])
def test_a_part_of_a_number_or_a_strange_one_finds_nothing(store, placed, name):
    placed(an_order())
    with pytest.raises(Stopped, match="orders list"):
        find(store, name, NOW)


@pytest.mark.parametrize(
    "written",
    [
        REFERENCE,
        grouped(REFERENCE).lower(),
        f"SEPA TRANSFER /RFB/{REFERENCE}/ ADA EXAMPLE",
        f"order {grouped(REFERENCE)} of monday",
        "order AAAA AAAA AAAA",
        "A" * 14,
    ],
)
def test_an_order_is_found_by_its_reference_as_the_bank_wrote_it(store, placed, written):
    order = placed(an_order())
    placed(an_order())
    assert find(store, written, NOW).id == order.id


@pytest.mark.parametrize(
    "written",
    [
        REFERENCE[:2] + "99" + REFERENCE[4:],
        f"{REFERENCE[:-1]}C",
        f"RF {REFERENCE[2:4]} AAAA ABAA AAAA",
        "A" * 11,
        "AAAAAAAAAAAZ",
        f"orderno{'A' * 12}",
    ],
)
def test_what_is_one_slip_away_is_named_and_not_taken(store, placed, written):
    placed(an_order(person={"name": "Ada Example"}))
    placed(an_order())
    with pytest.raises(Stopped, match=r"nearly: AAAAAAAAAAAA, Ada Example, 46\.90 EUR\. If"):
        find(store, written, NOW)


def test_a_candidate_whose_data_were_erased_has_no_name(store, placed):
    placed(an_order(person={}))
    with pytest.raises(Stopped, match=r"nearly: AAAAAAAAAAAA, 46\.90 EUR\."):
        find(store, "A" * 11, NOW)


def test_a_slip_that_could_mean_two_orders_names_both(store, placed):
    number = "AAAAAAAAAAAA"
    store.write_all(place(replace(an_order(), id=f"{number}{'2' * 14}"), "2027-01")[:1])
    store.write_all(place(replace(an_order(), id=f"BA{number[2:]}{'2' * 14}"), "2027-01")[:1])
    with pytest.raises(Stopped, match=r"nearly: BAAAAAAAAAAA.*; AAAAAAAAAAAA"):
        find(store, "CAAAAAAAAAAA", NOW)


def test_a_text_with_the_references_of_two_orders_names_both(store, placed):
    placed(an_order(), month="2026-11", days_ago=60)
    placed(an_order())
    with pytest.raises(Stopped, match=r"several orders: BBBBBBBBBBBB.*; AAAAAAAAAAAA"):
        find(store, f"{REFERENCE} and BBBBBBBBBBBB", NOW)


def outcome(store, name):
    """The number that was found, or the one that was told to be near."""
    try:
        return find(store, name, NOW).number
    except Stopped as stopped:
        return re.search("nearly: .{12}", str(stopped))[0]


@settings(deadline=None)
@given(st.integers(0, 15), st.sampled_from(ANYTHING), st.booleans())
def test_no_slip_finds_another_order(at, wrong, swap):
    """What the check digits let pass is no order's number."""
    store = MemoryStore()
    number = "M2X3ABKLQRST"
    reference = reference_of(number)
    store.write(place(replace(an_order(), id=f"{number}{'A' * 14}"), "2027-01")[0])
    if swap:
        slip = reference[:at] + reference[at : at + 2][::-1] + reference[at + 2 :]
    else:
        slip = reference[:at] + wrong + reference[at + 1 :]
    assert outcome(store, slip) in {number, f"nearly: {number}"}


def test_a_number_is_looked_for_two_years_back_and_an_id_for_ever(store, placed):
    old = placed(an_order(), month="2025-02", days_ago=700)
    oldest = placed(an_order(), month="2025-01", days_ago=730)
    assert find(store, old.number, NOW).id == old.id
    assert find(store, oldest.id, NOW).id == oldest.id
    with pytest.raises(Stopped):
        find(store, oldest.number, NOW)
