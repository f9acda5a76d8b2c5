"""Out of review: only by what the provider says, or by a bank line that is used once."""

from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved
from tests.pelicart.provider import Provider

from pelicart.errors import (
    NotFound,
    ProviderDown,
    Raced,
    ReferenceUsed,
    SoldOut,
    WrongAmount,
    WrongState,
)
from pelicart.money import Money
from pelicart.order import STATES, order_from, order_key
from pelicart.orders.deciding import decide
from pelicart.orders.moves import event, place
from pelicart.payments.base import Payment
from pelicart.payments.manual import Manual
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

ORDER = an_order(live=True, session="s1")
NOTHING = Money(0, "EUR")
PAID = Payment("paid", ORDER.id, "s1", ORDER.money, NOTHING, live=True, reference="p1")
COUNTER = "STOCK#NOTEBOOK-OCHRE"


class Desk:
    """An order in review, after these states, with these payments at its provider."""

    def __init__(self, *payments, before=("new",), module=None, **changes):
        history = [event(state, NOW, "test") for state in before]
        history += [
            event("review", NOW, "notice", why="mismatch", session=one.session) for one in payments
        ]
        history.append(event("review", NOW, "notice", why="in-review"))
        order = replace(ORDER, state="review", history=tuple(history), **changes)
        self.store, self.provider = MemoryStore(), module or Provider()
        self.store.write(Write(COUNTER, put={"avail": 2}))
        self.store.write_all(place(order, "2027-01"))
        if "expired" in before:
            self.store.write(Write(COUNTER, add={"avail": 2}))
        for one in payments:
            self.provider.payments[one.session] = one

    @property
    def order(self):
        return order_from(self.store.snapshot()[order_key(ORDER.id)])

    @property
    def avail(self):
        return self.store.snapshot()[COUNTER]["avail"]

    def decides(self, to, reference=""):
        words = {"now": NOW, "by": "merchant", "reference": reference}
        return decide(self.store, self.provider, self.order, to, **words)


def refunded(payment, minor=None):
    given = payment.captured.minor if minor is None else minor
    return replace(payment, refunded=Money(given, payment.captured.currency))


SECOND = replace(PAID, session="s2", reference="p2")
LITTLE = replace(PAID, captured=Money(1, "EUR"), session="s2", reference="p2")


@pytest.mark.parametrize(
    "payments", [(PAID,), (PAID, refunded(LITTLE)), (refunded(LITTLE), PAID), (SECOND,)]
)
def test_exactly_the_total_and_nothing_else_pays(payments):
    desk = Desk(*payments)
    order = desk.decides("paid")
    paid = next(one for one in payments if not one.refunded.minor)
    assert (order.state, order.captured, order.refunded) == ("paid", ORDER.total, 0)
    assert (order.reference, order.session) == (paid.reference, paid.session)
    assert (order.history[-1]["why"], order.history[-1]["by"]) == ("decided", "merchant")
    assert desk.avail == 0


@pytest.mark.parametrize(
    "payments",
    [
        (),
        (LITTLE,),
        (PAID, LITTLE),
        (PAID, SECOND),
        (refunded(PAID),),
        (refunded(PAID, 1),),
        (replace(PAID, live=False),),
        (replace(PAID, captured=Money(ORDER.total, "USD")),),
        (replace(PAID, order="ANOTHERORDER"),),
    ],
)
def test_anything_else_does_not(payments):
    desk = Desk(*payments)
    with pytest.raises(WrongAmount):
        desk.decides("paid")
    assert desk.order.state == "review"


@pytest.mark.parametrize("payments", [(), (refunded(LITTLE),), (refunded(PAID), refunded(SECOND))])
def test_an_order_of_which_nothing_is_kept_is_cancelled_and_gives_its_units_back(payments):
    desk = Desk(*payments)
    assert desk.decides("cancelled").state == "cancelled"
    assert desk.avail == 2


def test_units_that_went_back_before_go_back_no_second_time():
    desk = Desk(before=("new", "expired"))
    assert desk.decides("cancelled").state == "cancelled"
    assert desk.avail == 2


@pytest.mark.parametrize("to", ["cancelled", "refunded"])
@pytest.mark.parametrize("payments", [(PAID,), (refunded(PAID, 1),), (refunded(PAID), LITTLE)])
def test_money_that_is_kept_lets_nobody_say_that_it_went_back(to, payments):
    desk = Desk(*payments)
    with pytest.raises(WrongAmount):
        desk.decides(to)
    assert (desk.order.state, desk.avail) == ("review", 0)


def test_money_that_went_back_is_counted_so():
    desk = Desk(refunded(PAID))
    order = desk.decides("refunded")
    assert (order.state, order.captured, order.refunded) == ("refunded", ORDER.total, ORDER.total)
    assert (order.holding, desk.avail) == (True, 0)  # until they are put back on sale


def test_what_was_never_paid_was_not_refunded():
    with pytest.raises(WrongAmount):
        Desk().decides("refunded")


@pytest.mark.parametrize("state", ["approved", "processing"])
@pytest.mark.parametrize("to", ["paid", "cancelled"])
def test_nothing_is_decided_while_money_may_still_come(state, to):
    with pytest.raises(WrongState):
        Desk(replace(PAID, state=state, captured=NOTHING)).decides(to)


def test_a_page_that_is_open_is_closed_before_the_order_is_cancelled():
    desk = Desk(replace(PAID, state="open", captured=NOTHING, reference=""))
    assert desk.decides("cancelled").state == "cancelled"
    assert not desk.provider.open
    stays = Desk(replace(PAID, state="open", captured=NOTHING, reference=""))
    stays.provider.unclosable = True
    with pytest.raises(WrongState):
        stays.decides("cancelled")


def test_units_that_were_given_up_are_held_again_or_it_is_not_paid():
    desk = Desk(PAID, before=("new", "expired"))
    assert (desk.decides("paid").state, desk.avail) == ("paid", 0)
    sold = Desk(PAID, before=("new", "expired"))
    sold.store.write(Write(COUNTER, add={"avail": -1}))
    with pytest.raises(SoldOut, match="Linen notebook"):
        sold.decides("paid")
    assert sold.order.state == "review"


@pytest.mark.parametrize("state", sorted(set(STATES) - {"review"}))
def test_only_what_is_in_review_is_decided(state):
    desk = Desk(PAID)
    desk.store.write(Write(order_key(ORDER.id), set={"state": state}))
    with pytest.raises(WrongState):
        desk.decides("paid")


def test_what_is_owed_goes_back_first():
    desk = Desk(PAID, owed=({"session": "s2"},))
    with pytest.raises(WrongState):
        desk.decides("paid")


def test_a_provider_that_is_down_decides_nothing():
    desk = Desk(PAID)
    desk.provider.down = 1
    with pytest.raises(ProviderDown):
        desk.decides("paid")
    assert desk.order.state == "review"


def test_a_payment_that_nobody_knows_keeps_nothing(monkeypatch):
    desk = Desk(PAID)

    def unknown(_):
        raise NotFound("no session")

    monkeypatch.setattr(desk.provider, "look_up", unknown)
    assert desk.decides("cancelled").state == "cancelled"


def test_a_bank_line_pays_an_order_by_hand_and_no_other():
    desk = _manual()
    assert desk.decides("paid", "LINE 1").captured == ORDER.total
    again = _manual()
    again.store.write(Write("BANK#LINE 1", put={"order": "ANOTHER"}))
    with pytest.raises(ReferenceUsed):
        again.decides("paid", "LINE 1")
    assert again.order.state == "review"


def test_without_a_bank_line_nobody_knows_of_money_by_hand():
    for to in ("paid", "refunded"):
        with pytest.raises(WrongAmount):
            _manual(captured=0 if to == "paid" else ORDER.total).decides(to)


def test_what_went_back_by_hand_is_noted_with_its_line():
    desk = _manual(captured=ORDER.total)
    with pytest.raises(WrongAmount):
        desk.decides("cancelled")
    assert desk.decides("refunded", "OUT 1").refunded == ORDER.total
    assert _manual().decides("cancelled").state == "cancelled"


def _manual(**changes):
    desk = Desk(**changes)
    desk.store.write(Write(order_key(ORDER.id), set={"module": "manual", "session": ""}))
    desk.provider = Manual()
    return desk


def test_two_who_decide_at_once_decide_once():
    def build():
        desk = Desk(PAID)
        store, provider, order = Turns(desk.store), Turns(desk.provider), desk.order
        words = {"now": NOW, "by": "merchant"}
        return desk, [lambda: decide(store, provider, order, "paid", **words) for _ in range(2)]

    for desk, turns in interleaved(build):
        assert [entry["state"] for entry in desk.order.history].count("paid") == 1, turns


def test_an_order_that_was_moved_meanwhile_is_decided_anew():
    desk = Desk(PAID)
    old = desk.order
    desk.decides("paid")
    with pytest.raises(Raced):
        decide(desk.store, desk.provider, old, "paid", now=NOW, by="merchant")


def test_the_reason_that_the_merchant_gives_stays_in_the_history():
    desk = Desk(PAID)
    words = {"now": NOW, "by": "merchant"}
    order = decide(desk.store, desk.provider, desk.order, "paid", **words, note="asked the bank")
    assert order.history[-1]["note"] == "asked the bank"
