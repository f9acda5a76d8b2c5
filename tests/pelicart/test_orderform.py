import subprocess
import sys
from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.scanner import scanned

from pelicart.orderform import order_form
from pelicart.orders.moves import event
from pelicart.views import MethodChoice

DAY = 86400
TRANSFER = MethodChoice(
    "transfer", "manual", 14, {"iban": "FR14 2004 1010 0505 0001 3M02 606", "holder": "Tom & Jerry"}
)
ORDER = an_order(
    state="awaiting", method="transfer", module="manual", deadline=NOW + 14 * DAY, live=True
)


def form(order=ORDER, method=TRANSFER, now=NOW):
    return order_form(order, method, "Shop Ltd", now)


def test_a_transfer_has_its_reference_in_fours_and_its_code():
    shown = form()
    assert shown.reference == "RF07 ABCD EFGH IJKL"
    lines = scanned(shown.code).decode().split("\n")
    assert lines[5:] == [
        "Tom & Jerry", "FR1420041010050500013M02606", "EUR46.90", "", "RF07ABCDEFGHIJKL",
    ]  # fmt: skip


def test_the_shop_gets_what_no_other_holder_is_named_for():
    method = replace(TRANSFER, options={"iban": TRANSFER.options["iban"]})
    assert b"\nShop Ltd\n" in scanned(form(method=method).code)


def test_lines_of_a_holder_are_one_name():
    method = replace(TRANSFER, options={**TRANSFER.options, "holder": ("Tom", "and Jerry")})
    assert b"\nTom and Jerry\n" in scanned(form(method=method).code)


@pytest.mark.parametrize(
    ("order", "method"),
    [
        (replace(ORDER, currency="CHF"), TRANSFER),
        (ORDER, replace(TRANSFER, options={})),
        (ORDER, MethodChoice("cheque", "manual", 14, {"payee": "Shop"})),
        (ORDER, replace(TRANSFER, options={"iban": "CH93 0076 2011 6238 5295 7"})),
    ],
)
def test_where_no_banking_app_could_read_one_there_is_no_code(order, method):
    shown = form(order, method)
    assert (shown.code, shown.reference[:2]) == ("", "RF")


@pytest.mark.parametrize(
    ("passed", "left"), [(0, 14), (1, 13), (13 * DAY, 1), (13 * DAY + 1, 0), (15 * DAY, 0)]
)
def test_whole_days_are_counted_that_are_left(passed, left):
    assert form(now=NOW + passed).days_left == left


def test_it_tells_when_the_shopper_was_last_reminded():
    history = [event("awaiting", NOW + at, "reconcile", why="reminded") for at in (1, 2)]
    assert form(replace(ORDER, history=tuple(history))).reminded == NOW + 2


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, state="paid"),
        replace(ORDER, state="expired"),
        replace(ORDER, module="sealed"),
        replace(ORDER, module="stripe"),
    ],
)
def test_only_an_order_that_waits_for_money_by_hand_has_a_form(order):
    assert form(order) is None
    assert form(method=None) is None


def test_the_library_that_draws_is_not_loaded_before_it_is_needed():
    code = (
        "import sys, pelicart.endpoints.order; "
        "assert 'pelicart.orderform' in sys.modules and 'segno' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
