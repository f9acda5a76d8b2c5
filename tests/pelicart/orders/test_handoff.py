from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.provider import Provider

from pelicart.errors import NotFound, ProviderDown, ProviderRefused, QuoteExpired
from pelicart.order import Order
from pelicart.orders.asking import asked
from pelicart.orders.handoff import FORGOTTEN, close, hand_off, want_cancelled
from pelicart.orders.moves import place
from pelicart.orders.stored import read_order, release
from pelicart.payments.base import Instructions, PostForm, Redirect, Urls, Words
from pelicart.payments.manual import Manual
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

URLS = Urls("https://shop.example/done", "https://shop.example/back", "https://shop.example/notice")
WORDS = Words("Order ABC")
ORDER = an_order(live=True)


class Counter:
    """One order on its way to the provider."""

    def __init__(self, order=ORDER):
        self.store, self.provider = MemoryStore(), Provider()
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 2}))
        self.store.write_all(place(order, "2027-01"))

    @property
    def order(self):
        return read_order(self.store, ORDER.id)

    @property
    def left(self):
        return self.store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"]

    def hands_off(self, now=NOW, order=None):
        return hand_off(self.store, self.provider, order or self.order, URLS, WORDS, now)

    def closes(self, module=None):
        return close(self.store, module or self.provider, self.order, NOW, "reconcile")


@pytest.fixture
def counter():
    return Counter()


def test_the_session_is_stored_before_its_address_is_told(counter):
    handed = counter.hands_off()
    assert handed == Redirect("https://pay.example/session-1", "session-1", ORDER.session_expires)
    assert (counter.order.state, counter.order.session) == ("pending", "session-1")
    assert counter.order.due_at > NOW


def test_a_second_click_finds_the_same_session(counter):
    assert counter.hands_off() == counter.hands_off()
    assert len(counter.provider.payments) == 1


def test_two_clicks_at_once_find_the_same_session(counter):
    stale = counter.order
    assert counter.hands_off() == counter.hands_off(order=stale)


def test_a_form_is_handed_on_with_its_fields(counter):
    counter.provider.forms = True
    assert isinstance(counter.hands_off(), PostForm)
    assert counter.order.session == "session-1"


def test_a_manual_order_has_nothing_to_open():
    counter = Counter()
    handed = hand_off(counter.store, Manual(), counter.order, URLS, WORDS, NOW)
    assert isinstance(handed, Instructions)
    assert counter.order.state == "new"


def test_an_answer_that_got_lost_spends_the_attempt(counter):
    counter.provider.lost = 1
    with pytest.raises(ProviderDown):
        counter.hands_off()
    assert (counter.order.state, counter.order.attempt, counter.left) == ("new", 2, 0)
    assert counter.hands_off().session == "session-2"


def test_an_answer_lost_in_one_tab_does_not_spend_the_attempt_of_another(counter):
    stale = counter.order
    counter.hands_off()
    counter.provider.down = 1
    with pytest.raises(ProviderDown):
        counter.hands_off(order=stale)
    assert (counter.order.state, counter.order.attempt) == ("pending", 1)


def test_a_session_of_an_attempt_that_was_given_up_is_told_to_nobody(counter):
    stale = counter.order
    counter.provider.lost = 1
    with pytest.raises(ProviderDown):
        counter.hands_off()
    handed = counter.hands_off(order=stale)
    assert isinstance(handed, Order)
    assert handed.session == ""


def test_a_session_for_an_order_that_ended_meanwhile_is_told_to_nobody(counter):
    stale = counter.order
    release(counter.store, stale, NOW, "reconcile", "deadline")
    assert counter.hands_off(order=stale).state == "expired"


def test_a_refusal_gives_the_units_back(counter):
    counter.provider.refusing = True
    with pytest.raises(ProviderRefused):
        counter.hands_off()
    assert (counter.order.state, counter.left) == ("expired", 2)


def test_a_refusal_because_it_is_late_asks_for_a_fresh_quote(counter):
    counter.provider.refusing = True
    with pytest.raises(QuoteExpired):
        counter.hands_off(now=NOW + 6 * 60)
    assert (counter.order.state, counter.left) == ("expired", 2)


def test_a_session_that_was_paid_meanwhile_settles_the_order(counter):
    counter.hands_off()
    counter.provider.takes("session-1", ORDER.total)
    assert counter.hands_off().state == "paid"


def test_a_session_that_ended_meanwhile_ends_the_order(counter):
    counter.hands_off()
    counter.provider.does("session-1", state="expired")
    assert counter.hands_off().state == "expired"
    assert counter.left == 2


def test_a_form_is_handed_on_again_while_its_session_is_open(counter):
    counter.provider.forms = True
    assert counter.hands_off() == counter.hands_off() != counter.order


def test_an_open_session_that_cannot_be_opened_again_leads_to_the_orders_page(counter, monkeypatch):
    counter.hands_off()
    monkeypatch.setattr(counter.provider, "resume", lambda *_: None)
    assert counter.hands_off() == counter.order


def test_a_page_is_not_opened_again_after_its_end(counter):
    counter.hands_off()
    assert counter.hands_off(now=ORDER.session_expires - 1).session == "session-1"
    assert counter.hands_off(now=ORDER.session_expires) == counter.order


def test_closing_asks_the_provider_first(counter):
    counter.hands_off()
    assert counter.closes().state == "expired"
    assert counter.provider.open == []
    assert counter.left == 2


def test_closing_a_paid_session_settles_it(counter):
    counter.hands_off()
    counter.provider.takes("session-1", ORDER.total)
    assert counter.closes().state == "paid"
    assert counter.left == 0


def test_nothing_is_given_up_while_the_provider_is_down(counter):
    counter.hands_off()
    counter.provider.down = 1
    with pytest.raises(ProviderDown):
        counter.closes()
    assert (counter.order.state, counter.left) == ("pending", 0)


def test_a_session_that_its_provider_forgot_is_given_up_a_day_after_the_deadline(counter):
    counter.hands_off()
    counter.provider.payments.clear()
    late = counter.order.deadline + FORGOTTEN
    counter.provider.close = counter.provider.look_up  # knows nobody
    with pytest.raises(NotFound):  # a wrong key looks like that, too
        close(counter.store, counter.provider, counter.order, late - 1, "reconcile")
    ended = close(counter.store, counter.provider, counter.order, late, "reconcile")
    assert (ended.state, ended.history[-1]["why"], counter.left) == ("expired", "forgotten", 2)


def test_an_order_whose_session_was_never_told_is_given_up_without_asking(counter):
    counter.provider.lost = 1
    with pytest.raises(ProviderDown):
        counter.hands_off()
    counter.provider.down = 9
    assert counter.closes().state == "expired"
    assert counter.left == 2


def test_a_session_stored_while_the_order_is_given_up_wins(counter):
    stale = counter.order
    counter.hands_off()
    assert release(counter.store, stale, NOW, "reconcile", "never-opened").state == "pending"
    assert counter.left == 0


def test_a_cheque_is_waited_for_no_longer_than_its_deadline():
    counter = Counter(replace(ORDER, state="awaiting", module="manual"))
    assert counter.closes(Manual()).state == "expired"


def test_the_wish_to_cancel_is_a_duty_at_once(counter):
    counter.hands_off()
    order = want_cancelled(counter.store, counter.order, NOW)
    assert (order.wanted, order.due_at) == ("cancelled", NOW)
    assert counter.store.query("due", counter.store.snapshot()[f"ORDER#{ORDER.id}"]["due"],
                               upto=NOW, limit=9)  # fmt: skip
    assert want_cancelled(counter.store, counter.order, NOW + 1) == order


@pytest.mark.parametrize(
    ("module", "state", "wanted"),
    [
        ("stripe", "pending", "cancelled"),
        ("stripe", "awaiting", ""),
        ("sealed", "awaiting", "cancelled"),
        ("sealed", "paid", ""),
    ],
)
def test_money_on_its_way_is_not_stopped_by_a_wish(module, state, wanted):
    counter = Counter(replace(ORDER, module=module, state=state))
    assert want_cancelled(counter.store, counter.order, NOW) == counter.order
    assert counter.order.wanted == wanted


@pytest.fixture
def lingering():
    """An order whose page can't be closed, and stays payable an hour after its session."""
    counter = Counter(replace(ORDER, deadline=ORDER.session_expires + 3600))
    counter.provider.lingers, counter.provider.unclosable = 3600, True
    counter.hands_off()
    return counter


@pytest.mark.parametrize("wanted", ["", "cancelled"])
def test_a_page_that_lingers_keeps_its_units_until_it_is_over(lingering, wanted):
    unwanted = replace(lingering.order, wanted=wanted)
    end = unwanted.deadline
    for now, state, left in [(NOW, "pending", 0), (end - 1, "pending", 0), (end, None, 2)]:
        order = close(lingering.store, lingering.provider, unwanted, now, "reconcile")
        assert (order.state, lingering.left) == (state or (wanted or "expired"), left)


def test_a_page_that_lingers_can_be_paid_until_it_is_over(lingering):
    lingering.provider.takes("session-1", ORDER.total)
    order = close(
        lingering.store, lingering.provider, lingering.order, lingering.order.deadline, "reconcile"
    )
    assert (order.state, lingering.left) == ("paid", 0)


def test_money_of_a_page_that_lingered_too_long_pays_if_the_goods_are_there(lingering):
    order = lingering.order
    close(lingering.store, lingering.provider, order, order.deadline, "reconcile")
    lingering.provider.takes("session-1", ORDER.total)
    order = asked(lingering.store, lingering.provider, "session-1", NOW + 9999, "return")
    assert (order.state, order.history[-1]["why"]) == ("paid", "late")


def test_an_open_page_of_a_provider_that_closes_is_never_given_up_by_the_clock(counter):
    counter.hands_off()
    counter.provider.unclosable = True
    order = close(counter.store, counter.provider, counter.order, ORDER.deadline + 9, "reconcile")
    assert (order.state, counter.left) == ("pending", 0)
