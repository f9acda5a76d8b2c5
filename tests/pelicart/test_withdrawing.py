from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.orders.moves import event
from pelicart.reading import Problem, Reader
from pelicart.withdrawal import COUNTRIES, Withdrawal, read_withdrawal
from pelicart.withdrawing import begun, ends, returning, standing

DAY = 86400
FILE = a_line(product="FONT", sku="FONT", digital="font.zip", stock_key=None, extras=())
TERMS = Withdrawal()
PAID = event("paid", NOW, "notice:stripe")
SENT = event("fulfilled", NOW + 5 * DAY, "merchant", why="shipped")


def bought(*history, quote=None, state="paid", **changes):
    quote = quote or a_quote()
    order = an_order(quote, state=state, captured=quote.total, history=history or (PAID,))
    return replace(order, **changes)


def read(**written):
    problems: list[Problem] = []
    return read_withdrawal(Reader(written, ("withdrawal",), problems)), problems


@pytest.mark.parametrize("country", ["DE", "FR", "IS", "LI", "NO"])
def test_whoever_buys_in_the_economic_area_can_withdraw(country):
    assert standing(bought(quote=a_quote(country=country)), TERMS, NOW) == "open"


@pytest.mark.parametrize("country", ["CH", "GB", "US"])
def test_elsewhere_nobody_can_unless_the_merchant_lets_them(country):
    order = bought(quote=a_quote(country=country))
    assert standing(order, TERMS, NOW) == "never"
    assert standing(order, Withdrawal(countries=("*",)), NOW) == "open"


def test_no_days_switch_it_off():
    assert standing(bought(), Withdrawal(days=0), NOW) == "never"


def test_goods_that_have_not_left_can_be_withdrawn_from_for_ever():
    assert ends(bought(), TERMS) == 0
    assert standing(bought(), TERMS, NOW + 1000 * DAY) == "open"


def test_goods_that_left_can_for_the_days_of_their_delivery_and_fourteen_more():
    sent = bought(PAID, SENT, state="fulfilled")
    last = NOW + 5 * DAY + (30 + 14) * DAY
    assert ends(sent, TERMS) == last
    assert [standing(sent, TERMS, at) for at in (last - 1, last)] == ["open", "over"]


def test_telling_another_tracking_later_makes_it_no_longer():
    told = event("fulfilled", NOW + 9 * DAY, "merchant", why="tracking", tracking="X")
    assert ends(bought(PAID, SENT, told), TERMS) == ends(bought(PAID, SENT), TERMS)


def test_files_count_from_their_payment():
    order = bought(quote=a_quote(FILE, delivery=None))
    assert ends(order, TERMS) == NOW + 15 * DAY
    assert standing(order, TERMS, NOW + 15 * DAY) == "over"


def test_a_file_that_was_fetched_is_kept_and_the_rest_is_not():
    order = bought(quote=a_quote(a_line(), FILE), downloads=({"at": NOW, "file": 0},))
    assert [line.sku for line in returning(order)] == ["NOTEBOOK-OCHRE"]
    assert [line.sku for line in begun(order)] == ["FONT"]
    assert standing(order, TERMS, NOW) == "open"


def test_when_every_file_was_fetched_nothing_is_left_to_withdraw_from():
    order = bought(quote=a_quote(FILE, delivery=None), downloads=({"at": NOW, "file": 0},))
    assert (returning(order), standing(order, TERMS, NOW)) == ((), "over")


@pytest.mark.parametrize("state", ["new", "pending", "expired", "cancelled", "refunded"])
def test_what_binds_nobody_can_not_be_withdrawn_from(state):
    assert standing(bought(state=state), TERMS, NOW) == "never"


@pytest.mark.parametrize("state", ["fulfilled", "part_refunded", "disputed", "review", "awaiting"])
def test_what_binds_its_shopper_can(state):
    assert standing(bought(state=state), TERMS, NOW) == "open"


@pytest.mark.parametrize("module", ["manual", "sealed"])
def test_what_waits_for_money_by_hand_is_cancelled_instead(module):
    assert standing(bought(state="awaiting", module=module), TERMS, NOW) == "never"


def test_what_cost_nothing_or_was_erased_is_no_contract_to_withdraw_from():
    assert standing(bought(total=0), TERMS, NOW) == "never"
    assert standing(bought(erased=NOW), TERMS, NOW) == "never"


def test_what_was_withdrawn_from_stays_so_whatever_is_set_since():
    assert standing(bought(withdrawn=NOW), Withdrawal(days=0), NOW + 900 * DAY) == "done"


def test_the_setting_has_the_laws_days_and_the_economic_area():
    assert read() == (Withdrawal(14, 30, COUNTRIES), [])
    assert read(days=30, delivery=10, countries=["DE"])[0] == Withdrawal(30, 10, ("DE",))


@pytest.mark.parametrize(
    "written", [{"days": 61}, {"delivery": 99}, {"countries": ["Germany"]}, {"dayz": 3}]
)
def test_what_it_can_not_mean_is_told(written):
    assert read(**written)[1]
