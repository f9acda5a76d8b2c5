import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.allowance import MOST_DAYS, Allowance, read_allowance
from pelicart.downloads import AGAIN, DAY, DELIVERED, downloads, fetched, file_name, files
from pelicart.order import STATES, order_from, to_item
from pelicart.orders.moves import event
from pelicart.reading import Reader
from pelicart.tokens import LIVES
from pelicart.views import Download

PLAN, BOOK = f"{'0a' * 16}-plan.svg", f"{'0b' * 16}-book.epub"
ALLOWED = Allowance(days=30, times=3)
QUOTE = a_quote(
    a_line(name="Mug"),
    a_line(name="Plan", digital=PLAN),
    a_line(name="Book", digital=BOOK),
    a_line(name="Plan, for schools", digital=PLAN),
)


def an_entry(state, at, why=""):
    return event(state, at, "shop", **({"why": why} if why else {}))


def bought(*history, taken=(), state="paid"):
    entries = history or (an_entry("new", NOW - 60), an_entry("paid", NOW))
    got = tuple({"at": NOW + 60, "file": number} for number in taken)
    return an_order(QUOTE, state=state, history=entries, downloads=got)


def test_each_file_stands_once_with_what_is_left_of_it():
    until = NOW + 30 * DAY
    assert downloads(bought(taken=(0, 1, 0)), ALLOWED, NOW + 60) == (
        Download(0, "plan.svg", "Plan", 1, until),
        Download(1, "book.epub", "Book", 2, until),
    )


def test_goods_alone_have_no_files():
    order = an_order(state="paid", history=(an_entry("paid", NOW),))
    assert (files(order), downloads(order, ALLOWED, NOW)) == ((), ())


@pytest.mark.parametrize("state", STATES)
def test_files_are_for_who_has_paid_and_has_not_got_all_money_back(state):
    order = bought(an_entry("paid", NOW), an_entry(state, NOW), state=state)
    assert bool(downloads(order, ALLOWED, NOW)) == (state in DELIVERED)


def test_the_states_with_files_are_those():
    assert set(DELIVERED) == {"paid", "fulfilled", "part_refunded"}


@pytest.mark.parametrize(
    ("taken", "after", "closed"),
    [
        (2, 0, ""),
        (3, 0, "used-up"),
        (9, 0, "used-up"),
        (0, 30 * DAY - 1, ""),
        (0, 30 * DAY, "over"),
    ],
)
def test_a_file_is_closed_when_it_is_used_up_or_its_time_is_over(taken, after, closed):
    (one, _) = downloads(bought(taken=(0,) * taken), ALLOWED, NOW + after)
    assert one.closed == closed
    assert one.left == max(3 - taken, 0)


def test_days_count_from_when_it_was_paid_and_not_from_what_came_after():
    history = (
        an_entry("awaiting", NOW - 9 * DAY),
        an_entry("paid", NOW),
        an_entry("fulfilled", NOW + DAY),
        an_entry("fulfilled", NOW + 2 * DAY, "refund-asked"),
        an_entry("part_refunded", NOW + 2 * DAY),
    )
    (one, _) = downloads(bought(*history, state="part_refunded"), ALLOWED, NOW + 3 * DAY)
    assert one.until == NOW + 30 * DAY


def test_days_begin_anew_when_a_dispute_is_won_and_times_do_not():
    history = (
        an_entry("paid", NOW),
        an_entry("disputed", NOW + 5 * DAY),
        an_entry("paid", NOW + 60 * DAY),
    )
    (one, _) = downloads(bought(*history, taken=(0, 0)), ALLOWED, NOW + 61 * DAY)
    assert (one.left, one.until) == (1, NOW + 90 * DAY)


def test_the_merchant_can_begin_days_and_times_anew():
    again = {**an_entry("paid", NOW + 40 * DAY, AGAIN), "counted": 4}
    order = bought(an_entry("paid", NOW), again, taken=(0, 0, 0, 1, 0))
    plan, book = downloads(order, ALLOWED, NOW + 40 * DAY)
    assert (plan.left, book.left, plan.until) == (2, 3, NOW + 70 * DAY)
    assert len(fetched(order, 0)) == 4


def test_a_name_loses_its_digest_alone():
    assert file_name(PLAN) == "plan.svg"
    assert file_name("plan.svg") == "plan.svg"
    assert file_name(f"{'0a' * 16}-{'0b' * 16}-plan.svg") == f"{'0b' * 16}-plan.svg"


def test_an_order_keeps_its_downloads():
    order = bought(taken=(0, 1))
    assert order_from(to_item(order, "2027-01")) == order
    assert "downloads" not in to_item(bought(), "2027-01")


def read(data):
    problems = []
    return read_allowance(Reader(data, ("downloads",), problems)), [str(one) for one in problems]


def test_an_allowance_has_usual_values():
    assert read({}) == (Allowance(30, 5), [])
    assert read({"days": 1, "times": 100}) == (Allowance(1, 100), [])


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 121}, {"times": 0}, {"times": 101}, {"times": "5"}, {"day": 1}]
)
def test_an_allowance_that_cannot_be_meant_is_told(wrong):
    allowance, (problem,) = read(wrong)
    assert allowance == Allowance()
    assert problem.startswith("downloads.")


def test_no_file_is_promised_for_longer_than_an_orders_link_is_good():
    assert LIVES["order"] == MOST_DAYS * DAY
