"""Every row of what a payment can mean for an order, and any of them in any order."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.pelicart.build import NOW, an_order

from pelicart.errors import NotFound
from pelicart.money import Money
from pelicart.order import MOVES, OPEN, order_from, order_key
from pelicart.orders.handoff import want_cancelled
from pelicart.orders.moves import event, move, place
from pelicart.orders.settle import CAPTURE_CHECK, PROCESSING_CHECK, settle
from pelicart.orders.stored import release
from pelicart.payments.base import Dispute, Payment, PaymentState
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

ORDER = replace(an_order(live=True), state="pending", session="s1")
TOTAL = ORDER.total
COUNTER = "NOTEBOOK-OCHRE"
NOTHING = Money(0, "EUR")
PAID = Payment("paid", ORDER.id, "s1", Money(TOTAL, "EUR"), NOTHING, live=True, reference="p1")
EXPIRED = Payment("expired", ORDER.id, "s1", NOTHING, NOTHING, live=True)


class Shop:
    """One order in a table, with `left` units beside those it holds."""

    def __init__(self, order=ORDER, left=3):
        self.store = MemoryStore()
        self.store.write(Write(f"STOCK#{COUNTER}", put={"avail": left + 2}))
        self.store.write_all(place(order, "2027-01"))

    @property
    def order(self):
        return order_from(self.store.read([order_key(ORDER.id)])[order_key(ORDER.id)])

    @property
    def left(self):
        return self.store.read([f"STOCK#{COUNTER}"])[f"STOCK#{COUNTER}"]["avail"]

    def hears(self, payment, now=NOW):
        order = settle(self.store, payment, now, "notice:test")
        assert order == self.order
        return order

    def gives_up(self):
        return release(self.store, self.order, NOW, "test", "deadline")

    def sells(self, units):
        self.store.write(Write(f"STOCK#{COUNTER}", add={"avail": -units}))


@pytest.mark.parametrize("state", sorted(OPEN))
def test_exactly_the_total_pays_an_open_order(state):
    shop = Shop(replace(ORDER, state=state))
    paid = shop.hears(PAID)
    assert (paid.state, paid.captured, paid.reference, paid.due_at) == ("paid", TOTAL, "p1", 0)
    assert paid.history[-1]["reference"] == "p1"


def test_money_for_an_order_whose_session_was_never_stored_pays_it():
    shop = Shop(replace(ORDER, state="new", session=""))
    assert shop.hears(PAID).state == "paid"


def test_the_same_payment_again_changes_nothing():
    shop = Shop()
    assert shop.hears(PAID) == shop.hears(PAID, NOW + 9) == shop.hears(PAID, NOW + 99)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PAID, captured=Money(TOTAL - 1, "EUR")),
        replace(PAID, captured=Money(TOTAL + 1, "EUR")),
        replace(PAID, captured=Money(TOTAL * 100, "EUR")),
        replace(PAID, captured=Money(TOTAL, "USD"), refunded=Money(0, "USD")),
        replace(PAID, captured=NOTHING),
        replace(PAID, live=False),
    ],
)
@pytest.mark.parametrize("state", [*sorted(OPEN), "expired", "cancelled"])
def test_money_that_does_not_fit_is_for_the_merchant_to_judge(wrong, state):
    shop = Shop(replace(ORDER, state=state))
    order = shop.hears(wrong)
    assert (order.state, order.captured) == ("review", 0)
    assert order.history[-1]["why"] == "mismatch"
    assert shop.hears(wrong) == order


def test_a_second_payment_is_owed_and_the_first_stays():
    shop = Shop()
    shop.hears(PAID)
    second = replace(PAID, session="s2", reference="p2")
    order = shop.hears(second)
    assert (order.state, order.reference, order.captured) == ("paid", "p1", TOTAL)
    assert order.history[-1] | {"why": "paid-twice", "reference": "p2"} == order.history[-1]
    owed = {"session": "s2", "reference": "p2", "amount": TOTAL, "given": 0, "why": "paid-twice"}
    assert (order.owed, order.due_at) == ((owed,), NOW)
    assert shop.hears(second) == shop.hears(PAID) == order


def test_a_second_payment_that_went_back_already_is_owed_to_nobody():
    shop = Shop()
    before = shop.hears(PAID)
    assert shop.hears(replace(PAID, reference="p2", refunded=PAID.captured)) == before


def test_good_money_for_an_order_in_review_is_noted_once_and_judged_by_nobody():
    shop = Shop()
    shop.hears(replace(PAID, captured=Money(1, "EUR"), reference="p0"))
    order = shop.hears(PAID)
    assert (order.state, order.captured) == ("review", 0)
    assert order.history[-1]["why"] == "in-review"
    assert shop.hears(PAID) == order


@pytest.mark.parametrize("state", ["expired", "cancelled"])
def test_late_money_takes_the_units_again_and_pays(state):
    shop = Shop(replace(ORDER, wanted="cancelled" if state == "cancelled" else ""))
    assert shop.gives_up().state == state
    order = shop.hears(PAID)
    assert (order.state, order.captured, shop.left) == ("paid", TOTAL, 3)
    assert order.history[-1]["why"] == "late"


def test_late_money_for_what_was_sold_is_owed_to_the_shopper():
    shop = Shop(left=0)
    shop.gives_up()
    shop.sells(1)
    order = shop.hears(PAID)
    assert (order.state, order.history[-1]["why"], shop.left) == ("expired", "late-and-sold-out", 1)
    assert (len(order.owed), order.due_at, order.ttl) == (1, NOW, 0)
    assert shop.hears(PAID) == order


def test_late_money_that_comes_twice_at_once_pays_once(monkeypatch):
    shop = Shop()
    shop.gives_up()
    real, raced = shop.store.write_all, []

    def beaten(writes):
        monkeypatch.setattr(shop.store, "write_all", real)
        raced.append(settle(shop.store, PAID, NOW, "return"))
        real(writes)

    monkeypatch.setattr(shop.store, "write_all", beaten)
    assert shop.hears(PAID) == raced[0]
    assert shop.left == 3


def test_money_on_its_way_keeps_the_hold():
    shop = Shop()
    order = shop.hears(replace(PAID, state="processing", captured=NOTHING))
    assert (order.state, shop.left) == ("awaiting", 3)
    assert order.due_at > NOW
    assert shop.hears(PAID).state == "paid"


FAILED = replace(EXPIRED, state="failed")


def test_money_that_failed_on_its_way_leaves_the_order_for_another_try():
    shop = Shop()
    shop.hears(replace(PAID, state="processing", captured=NOTHING))
    for _ in range(2):  # heard again, it says nothing of the try to come
        order = shop.hears(FAILED)
        assert (order.state, order.session, order.attempt) == ("new", "", 2)
    assert shop.left == 3


def test_money_that_failed_when_the_order_is_kept_no_longer_gives_the_units_back():
    shop = Shop()
    shop.hears(replace(PAID, state="processing", captured=NOTHING))
    assert shop.hears(FAILED, shop.order.session_expires).state == "expired"
    assert shop.left == 5


def test_an_expired_session_gives_the_units_back_once():
    shop = Shop()
    assert shop.hears(EXPIRED).state == "expired"
    assert shop.hears(EXPIRED).state == "expired"
    assert shop.left == 5


def test_an_order_that_was_wanted_no_more_ends_cancelled():
    assert Shop(replace(ORDER, wanted="cancelled")).hears(EXPIRED).state == "cancelled"


def test_an_earlier_session_that_ends_does_not_end_the_order():
    shop = Shop(replace(ORDER, session="s2", attempt=2))
    assert shop.hears(EXPIRED).state == "pending"


def test_a_session_stored_while_an_earlier_one_ends_keeps_the_order(monkeypatch):
    shop = Shop(replace(ORDER, state="new", session="", attempt=2))
    real = shop.store.write_all

    def meanwhile(writes):
        opened = {"state": "pending", "session": "s2"}
        shop.store.write(Write(order_key(ORDER.id), set=opened))
        real(writes)

    monkeypatch.setattr(shop.store, "write_all", meanwhile)
    assert shop.hears(EXPIRED).state == "pending"
    assert shop.left == 3


def test_an_open_session_changes_nothing():
    shop = Shop()
    assert shop.hears(replace(EXPIRED, state="open")) == ORDER


def test_the_end_of_a_session_after_its_money_changes_nothing():
    shop = Shop()
    paid = shop.hears(PAID)
    for state in ("open", "approved", "processing", "failed", "expired"):
        assert shop.hears(replace(EXPIRED, state=state)) == paid


@pytest.mark.parametrize("state", get_args(PaymentState))
def test_an_order_that_is_not_there_is_told(state):
    with pytest.raises(NotFound):
        settle(MemoryStore(), replace(PAID, state=state), NOW, "notice:test")


def test_an_order_that_was_given_up_is_not_given_up_again():
    shop = Shop()
    shop.gives_up()
    once = shop.order
    assert shop.gives_up() == once
    assert shop.left == 5


@pytest.mark.parametrize("state", ["paid", "review", "refunded"])
def test_an_order_that_is_decided_is_not_given_up(state):
    shop = Shop(replace(ORDER, state=state))
    assert (shop.gives_up().state, shop.left) == (state, 3)


def test_money_of_an_earlier_session_pays_and_is_what_the_order_is_looked_up_by():
    first = event("pending", NOW, "checkout", session="s1")
    shop = Shop(replace(ORDER, session="s2", attempt=2, history=(*ORDER.history, first)))
    assert (shop.hears(PAID).state, shop.order.session) == ("paid", "s1")


@pytest.mark.parametrize("state", ["pending", "awaiting", "expired", "cancelled"])
def test_money_of_a_session_that_the_shop_never_opened_is_set_aside(state):
    """At some providers a browser can make a session, too, and write our order's id on it."""
    shop = Shop(replace(ORDER, state=state))
    elsewhere = replace(PAID, session="made-elsewhere", reference="x")
    order = shop.hears(elsewhere)
    assert (order.state, order.captured, order.session) == ("review", 0, ORDER.session)
    assert order.history[-1]["why"] == "unknown-session"
    assert shop.hears(elsewhere) == order


def test_what_was_agreed_to_keeps_the_hold_and_is_soon_looked_after():
    shop = Shop()
    order = shop.hears(replace(EXPIRED, state="approved"))
    assert (order.state, order.session, shop.left) == ("awaiting", "s1", 3)
    assert order.history[-1]["why"] == "agreed"
    assert order.due_at == NOW + CAPTURE_CHECK


@pytest.mark.parametrize("change", [{"live": False}, {"wanted": "cancelled"}, {"session": "s2"}])
def test_what_was_agreed_to_for_nothing_of_ours_changes_nothing(change):
    shop = Shop(replace(ORDER, **change))
    assert shop.hears(replace(EXPIRED, state="approved")).state == "pending"


def test_a_read_from_before_the_agreement_does_not_undo_it():
    shop = Shop()
    agreed = shop.hears(replace(EXPIRED, state="approved"))
    heard = replace(EXPIRED, state="open")
    assert shop.hears(heard, NOW + CAPTURE_CHECK - 1) == agreed
    back = shop.hears(heard, NOW + CAPTURE_CHECK)
    assert (back.state, back.history[-1]["why"], shop.left) == ("pending", "declined", 3)
    assert back.due_at == back.deadline


def test_an_order_that_is_wanted_no_more_is_closed_at_once_after_a_decline():
    waiting = replace(ORDER, state="awaiting", wanted="cancelled", due_at=NOW)
    assert Shop(waiting).hears(replace(EXPIRED, state="open")).due_at == NOW


def refunded(minor):
    return replace(PAID, refunded=Money(minor, "EUR"))


def test_refunds_are_the_providers_sum():
    shop = Shop()
    shop.hears(PAID)
    assert (shop.hears(refunded(100)).state, shop.order.refunded) == ("part_refunded", 100)
    assert (shop.hears(refunded(300)).state, shop.order.refunded) == ("part_refunded", 300)
    assert shop.hears(refunded(100)).refunded == 300
    assert (shop.hears(refunded(TOTAL)).state, shop.order.refunded) == ("refunded", TOTAL)
    assert shop.hears(PAID).state == "refunded"


def test_a_refund_may_be_heard_of_before_the_payment():
    assert Shop().hears(refunded(TOTAL)).state == "refunded"


def test_a_refund_leaves_an_order_in_review_to_the_merchant():
    shop = Shop()
    shop.hears(PAID)
    shop.hears(replace(PAID, reference="p2", captured=Money(1, "EUR")))
    order = shop.hears(refunded(TOTAL))
    assert (order.state, order.refunded) == ("review", TOTAL)


def test_a_refund_of_another_payment_is_not_counted():
    shop = Shop()
    shop.hears(PAID)
    order = shop.hears(replace(refunded(TOTAL), reference="p2"))
    assert order.refunded == 0


def disputed(end, minor=0):
    return replace(PAID, dispute=end, refunded=Money(minor, "EUR"))


def entered(state):
    """A shop whose order was paid, and then led to this state."""
    shop = Shop()
    shop.hears(PAID)
    if state == "fulfilled":
        sent = move(ORDER.id, "fulfilled", event("fulfilled", NOW, "merchant"))
        shop.store.write(sent)
    if state == "part_refunded":
        shop.hears(refunded(100))
    return shop


DISPUTABLE = ["paid", "fulfilled", "part_refunded"]


@pytest.mark.parametrize("state", DISPUTABLE)
def test_a_dispute_is_opened_and_won(state):
    shop = entered(state)
    back = shop.order.refunded
    opened = shop.hears(disputed("open", back))
    assert (opened.state, opened.history[-1]["why"]) == ("disputed", "dispute-open")
    assert shop.hears(disputed("open", back)) == opened
    won = shop.hears(disputed("won", back))
    assert (won.state, won.refunded, won.history[-1]["why"]) == (state, back, "dispute-won")
    assert shop.hears(disputed("won", back)) == won


@pytest.mark.parametrize("heard", [["open", "lost"], ["lost"], ["lost", "open", "lost"]])
@pytest.mark.parametrize("state", DISPUTABLE)
def test_a_dispute_is_lost_whether_its_beginning_was_heard_of_or_not(state, heard):
    shop = entered(state)
    for end in heard:
        order = shop.hears(disputed(end, shop.order.refunded))
    assert (order.state, order.refunded) == ("refunded", TOTAL)
    assert order.history[-1]["why"] == "dispute-lost"
    assert shop.hears(disputed("lost")) == order


def test_a_dispute_may_be_heard_of_before_the_payment():
    assert Shop().hears(disputed("open")).state == "disputed"


def test_a_dispute_of_another_payment_is_for_the_merchant():
    shop = entered("paid")
    assert shop.hears(replace(disputed("lost"), reference="p2")).state == "review"


def test_a_refund_during_a_dispute_is_counted_and_the_dispute_stands():
    shop = entered("paid")
    shop.hears(disputed("open"))
    order = shop.hears(disputed("open", 100))
    assert (order.state, order.refunded) == ("disputed", 100)
    assert shop.hears(disputed("won", 100)).state == "part_refunded"


def test_two_who_hear_of_a_dispute_at_once_open_it_once(monkeypatch):
    shop = entered("paid")
    real = shop.store.write

    def beaten(write):
        if write.set.get("state") == "disputed":
            monkeypatch.setattr(shop.store, "write", real)
            shop.hears(disputed("open"))
        return real(write)

    monkeypatch.setattr(shop.store, "write", beaten)
    shop.hears(disputed("open"))
    assert [entry["state"] for entry in shop.order.history] == ["paid", "disputed"]


def refund_heard_while(monkeypatch, shop, minor, meanwhile):
    """A refund settles while something else is written between its read and its write."""
    real = shop.store.write

    def write(one):
        if "refunded" in one.set:
            monkeypatch.setattr(shop.store, "write", real)
            meanwhile()
        return real(one)

    monkeypatch.setattr(shop.store, "write", write)
    return shop.hears(refunded(minor))


def test_a_smaller_refund_heard_late_does_not_lower_the_sum(monkeypatch):
    shop = Shop()
    shop.hears(PAID)
    order = refund_heard_while(monkeypatch, shop, 100, lambda: shop.hears(refunded(300)))
    assert order.refunded == 300


def test_a_refund_does_not_lead_out_of_a_review_begun_meanwhile(monkeypatch):
    shop = Shop()
    shop.hears(PAID)
    second = replace(PAID, reference="p2", captured=Money(1, "EUR"))
    order = refund_heard_while(monkeypatch, shop, TOTAL, lambda: shop.hears(second))
    assert order.state == "review"


@given(
    st.permutations([PAID, EXPIRED, refunded(100), refunded(TOTAL), replace(PAID, state="open")])
)
def test_the_order_in_which_messages_come_does_not_matter(payments):
    shop = Shop()
    for payment in payments:
        shop.hears(payment)
    assert (shop.order.state, shop.order.refunded, shop.left) == ("refunded", TOTAL, 3)


class Life(RuleBasedStateMachine):
    """Any payments and releases in any order: what must hold after every one of them."""

    @initialize()
    def opens(self):
        self.shop = Shop(left=1)
        self.before = self.shop.order
        self.sold = 0
        self.now = NOW

    @rule(
        state=st.sampled_from(get_args(PaymentState)),
        session=st.sampled_from(["s1", "s2"]),
        captured=st.sampled_from([0, 1, TOTAL, TOTAL]),
        given_back=st.sampled_from([0, 0, 100, TOTAL]),
        currency=st.sampled_from(["EUR", "EUR", "USD"]),
        live=st.sampled_from([True, True, False]),
        dispute=st.sampled_from(["", "", *get_args(Dispute)]),
    )
    def hears(self, state, session, captured, given_back, currency, live, dispute):
        payment = Payment(
            state,
            ORDER.id,
            session,
            Money(captured, currency),
            Money(given_back, currency),
            live=live,
            reference=f"p-{session}",
            dispute=dispute if state == "paid" else "",
        )
        assert self.shop.hears(payment, self.now) == self.shop.hears(payment, self.now)

    @rule()
    def wants_it_no_more(self):
        want_cancelled(self.shop.store, self.shop.order, self.now)

    @rule(seconds=st.sampled_from([CAPTURE_CHECK, PROCESSING_CHECK]))
    def waits(self, seconds):
        self.now += seconds

    @rule()
    def gives_up(self):
        self.shop.gives_up()

    @rule()
    def sells_the_last(self):
        if self.shop.left:
            self.shop.sells(1)
            self.sold += 1

    @invariant()
    def holds(self):
        before, after = self.before, self.shop.order
        path = [entry["state"] for entry in after.history[len(before.history) :]]
        assert after.history[: len(before.history)] == before.history
        for since, to in zip([before.state, *path], path, strict=False):
            assert to == since or to in MOVES[since]
        assert after.state == (path or [before.state])[-1]
        assert after.captured >= before.captured
        assert after.refunded >= before.refunded
        assert after.state != "paid" or after.captured == TOTAL
        assert after.refunded <= TOTAL
        released = after.state in {"expired", "cancelled"}
        was_released = any(e["state"] in {"expired", "cancelled"} for e in after.history)
        in_review = after.state == "review" and was_released and not after.captured
        kept = 0 if released or in_review else 2
        assert self.shop.left + kept + self.sold == 3
        self.before = after


TestLife = Life.TestCase


def test_money_on_its_way_in_the_other_mode_keeps_no_order_waiting():
    shop = Shop()
    order = shop.hears(replace(PAID, state="processing", captured=NOTHING, live=False))
    assert order == replace(ORDER, due_at=order.due_at)
