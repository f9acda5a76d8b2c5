"""Money that the shopper agreed to is taken once, and never for an order that was given up."""

from dataclasses import dataclass, field, replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved
from tests.pelicart.provider import Provider

from pelicart.errors import ProviderDown, TableDown
from pelicart.money import Money
from pelicart.order import order_key
from pelicart.orders.asking import asked, concluded
from pelicart.orders.handoff import close, want_cancelled
from pelicart.orders.moves import place
from pelicart.orders.settle import CAPTURE_CHECK, settle
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

NOTHING = Money(0, "EUR")
ORDER = replace(an_order(live=True), state="pending", session="s1")
OPEN = Payment("open", ORDER.id, "s1", NOTHING, NOTHING, live=True)


@dataclass
class Deal:
    """An order whose shopper has agreed on the provider's page; two units are held, none left."""

    order_as_placed: object = ORDER
    store: MemoryStore = field(default_factory=MemoryStore)
    provider: Provider = field(default_factory=Provider)

    def __post_init__(self):
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 2}))
        self.store.write_all(place(self.order_as_placed, "2027-01"))
        self.provider.payments["s1"] = OPEN
        self.provider.agrees("s1", ORDER.total)

    @property
    def order(self):
        return read_order(self.store, ORDER.id)

    @property
    def left(self):
        return self.store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"]

    @property
    def taken(self):
        return self.provider.payments["s1"].captured.minor

    @property
    def path(self):
        return [entry["state"] for entry in self.order.history]

    def asks(self, now=NOW):
        return asked(self.store, self.provider, "s1", now, "return")

    def closes(self, now=NOW, **changes):
        order = replace(self.order, **changes)
        return close(self.store, self.provider, order, now, "reconcile")


@pytest.fixture
def deal():
    return Deal()


def test_what_was_agreed_is_taken_and_pays(deal):
    order = deal.asks()
    assert (order.state, order.captured, deal.taken) == ("paid", ORDER.total, ORDER.total)
    assert deal.path == ["awaiting", "paid"]
    assert order.history[0]["why"] == "agreed"


def test_it_is_taken_once(deal):
    for _ in range(3):
        deal.asks()
    assert (deal.order.state, deal.provider.calls["capture"]) == ("paid", 1)


def test_the_order_waits_before_the_money_is_taken(deal, monkeypatch):
    states = []
    monkeypatch.setattr(deal.provider, "capture", lambda _: states.append(deal.order.state) or OPEN)
    deal.asks()
    assert states == ["awaiting"]


def interrupted(deal, monkeypatch, *, captures, now=NOW):
    """Asks, and hears no answer to the capture, be it made or not."""
    real = deal.provider.capture

    def breaks(session):
        if captures:
            real(session)
        raise ProviderDown("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(deal.provider, "capture", breaks)
        with pytest.raises(ProviderDown):
            deal.asks(now)


def test_a_crash_before_the_capture_is_taken_up_again(deal, monkeypatch):
    interrupted(deal, monkeypatch, captures=False)
    assert (deal.order.state, deal.taken) == ("awaiting", 0)
    assert deal.order.due_at == NOW + CAPTURE_CHECK
    assert deal.asks(NOW + CAPTURE_CHECK).state == "paid"


def test_a_crash_after_the_capture_is_taken_up_again(deal, monkeypatch):
    interrupted(deal, monkeypatch, captures=True)
    assert (deal.order.state, deal.taken) == ("awaiting", ORDER.total)
    assert deal.asks().state == "paid"
    assert deal.provider.calls["capture"] == 1


def test_what_one_has_begun_to_take_no_other_does_for_a_while(deal, monkeypatch):
    interrupted(deal, monkeypatch, captures=False)
    waiting = deal.order
    assert deal.asks(NOW + CAPTURE_CHECK - 1) == waiting
    assert deal.taken == 0


def test_what_can_be_taken_again_is_taken_by_one(deal, monkeypatch):
    interrupted(deal, monkeypatch, captures=False)
    interrupted(deal, monkeypatch, captures=False, now=NOW + CAPTURE_CHECK)
    assert deal.order.due_at == NOW + 2 * CAPTURE_CHECK
    assert deal.asks(NOW + CAPTURE_CHECK).state == "awaiting"


def test_nothing_is_taken_if_the_order_could_not_be_moved(deal, monkeypatch):
    def down(_):
        raise TableDown

    monkeypatch.setattr(deal.store, "write", down)
    with pytest.raises(TableDown):
        deal.asks()
    assert deal.taken == 0


@pytest.mark.parametrize("state", ["expired", "cancelled", "review", "paid", "refunded"])
def test_nothing_is_taken_for_an_order_that_is_decided(state):
    deal = Deal(replace(ORDER, state=state))
    assert (deal.asks().state, deal.taken) == (state, 0)


def test_nothing_is_taken_for_an_order_that_is_wanted_no_more(deal):
    want_cancelled(deal.store, deal.order, NOW)
    assert (deal.asks().state, deal.taken) == ("pending", 0)
    assert (deal.closes().state, deal.taken, deal.left) == ("cancelled", 0, 2)
    assert (deal.asks().state, deal.taken) == ("cancelled", 0)


def test_what_was_agreed_before_the_deadline_is_taken_at_the_deadline(deal):
    assert (deal.closes(ORDER.deadline).state, deal.taken, deal.left) == ("paid", ORDER.total, 0)


def test_an_order_whose_money_is_being_taken_is_not_closed_by_a_changed_cart(deal):
    deal.store.write(Write(order_key(ORDER.id), set={"state": "awaiting", "due_at": NOW}))
    assert (deal.closes(wanted="cancelled").state, deal.left) == ("paid", 0)


@pytest.mark.parametrize("state", ["pending", "awaiting"])
def test_nothing_is_taken_in_another_mode(state):
    deal = Deal(replace(ORDER, live=False, state=state))
    assert (deal.asks().state, deal.taken) == (state, 0)


@pytest.mark.parametrize("state", ["pending", "awaiting"])
def test_nothing_is_taken_for_an_earlier_session(state):
    deal = Deal(replace(ORDER, session="s2", attempt=2, state=state))
    assert (deal.asks().state, deal.order.session, deal.taken) == (state, "s2", 0)


def test_a_session_that_was_never_stored_can_be_agreed_to():
    deal = Deal(replace(ORDER, state="new", session=""))
    order = deal.asks()
    assert (order.state, order.session, deal.taken) == ("paid", "s1", ORDER.total)


@pytest.mark.parametrize("state", ["open", "approved", "processing", "paid"])
def test_a_session_that_a_stranger_opened_pays_nothing(state):
    """Of an order that has none, too: it may have been waited for until the shop's own failed."""
    deal = Deal(replace(ORDER, state="new", session=""))
    deal.provider.strangers_open = True
    sum_of_it = Money(ORDER.total if state == "paid" else 0, ORDER.currency)
    deal.provider.does("s1", state=state, captured=sum_of_it, reference="x")
    order = deal.asks()
    assert order.state == ("review" if state == "paid" else "new")
    assert (order.session, order.captured, deal.provider.calls["capture"]) == ("", 0, 0)
    assert deal.asks() == order


def test_the_wrong_sum_goes_to_the_merchant(deal):
    deal.provider.agrees("s1", ORDER.total - 1)
    assert deal.asks().state == "review"


def test_what_was_declined_can_be_paid_again(deal):
    deal.provider.declining = True
    order = deal.asks()
    assert (order.state, order.history[-1]["why"], deal.left) == ("pending", "declined", 0)
    assert order.due_at == order.deadline
    deal.provider.declining = False
    deal.provider.agrees("s1", ORDER.total)
    assert deal.asks().state == "paid"


def test_what_was_declined_ends_at_the_deadline(deal):
    deal.provider.declining = True
    deal.asks()
    assert (deal.closes(ORDER.deadline).state, deal.left) == ("expired", 2)


def test_what_was_declined_ends_though_the_provider_still_calls_it_agreed(deal, monkeypatch):
    monkeypatch.setattr(deal.provider, "capture", lambda _: OPEN)
    assert deal.asks().state == "pending"
    order = deal.closes(ORDER.deadline)
    assert (order.state, order.history[-1]["why"], deal.left) == ("expired", "declined", 2)


def test_a_capture_that_fails_for_good_leaves_the_order_for_another_try(deal, monkeypatch):
    monkeypatch.setattr(deal.provider, "capture", lambda _: replace(OPEN, state="failed"))
    order = deal.asks()
    assert (order.state, order.session, order.attempt, deal.left) == ("new", "", 2, 0)


def test_a_capture_that_takes_days_keeps_the_order_waiting(deal, monkeypatch):
    monkeypatch.setattr(deal.provider, "capture", lambda _: replace(OPEN, state="processing"))
    assert (deal.asks().state, deal.left) == ("awaiting", 0)


def test_a_decline_that_was_not_heard_of_is_read_when_the_capture_is_due(deal, monkeypatch):
    deal.provider.declining = True
    interrupted(deal, monkeypatch, captures=True)
    assert deal.asks(NOW + CAPTURE_CHECK - 1).state == "awaiting"
    assert deal.asks(NOW + CAPTURE_CHECK).state == "pending"


def test_a_decline_does_not_undo_what_was_agreed_to_since(deal, monkeypatch):
    """One capture's answer is slow: another was declined meanwhile, and the shopper agreed anew."""

    def slowly(_):
        monkeypatch.undo()
        deal.provider.declining = True
        deal.asks(NOW + CAPTURE_CHECK)
        agreed = deal.provider.agrees("s1", ORDER.total)
        settle(deal.store, agreed, NOW + CAPTURE_CHECK + 60, "return")
        return OPEN

    monkeypatch.setattr(deal.provider, "capture", slowly)
    assert deal.asks().state == "awaiting"
    assert deal.path == ["awaiting", "pending", "awaiting"]


class Race:
    """Actors on one deal, each of whose calls may come at any time."""

    Provider = Provider

    def __init__(self, *names):
        self.names = names

    def __call__(self):
        deal = Deal()
        deal.provider = self.Provider()
        deal.provider.payments["s1"] = OPEN
        deal.provider.agrees("s1", ORDER.total)
        self.store, self.provider = Turns(deal.store), Turns(deal.provider)
        return deal, [getattr(self, name) for name in self.names]

    def returns(self):
        asked(self.store, self.provider, "s1", NOW, "return")

    def hears_a_notice(self):
        asked(self.store, self.provider, "s1", NOW, "notice:test")

    def cancels(self):
        want_cancelled(self.store, read_order(self.store, ORDER.id), NOW)
        order = read_order(self.store, ORDER.id)
        if order.wanted:
            close(self.store, self.provider, order, NOW, "reconcile")

    def changes_the_cart(self):
        unwanted = replace(read_order(self.store, ORDER.id), wanted="cancelled")
        close(self.store, self.provider, unwanted, NOW, "checkout")

    def comes_late(self):
        close(self.store, self.provider, read_order(self.store, ORDER.id), NOW, "reconcile")

    def heard_before(self):
        concluded(self.store, self.provider, OPEN, NOW, "notice:test")


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        (("returns", "cancels"), {"paid", "cancelled"}),
        (("returns", "changes_the_cart"), {"paid", "cancelled"}),
        (("returns", "comes_late"), {"paid"}),
        (("returns", "hears_a_notice"), {"paid"}),
        (("returns", "heard_before"), {"paid"}),
        (("returns", "heard_before", "changes_the_cart"), {"paid", "cancelled"}),
        (("cancels", "changes_the_cart"), {"cancelled"}),
    ],
)
def test_an_order_is_paid_or_given_up_and_never_both(names, ends):
    found, runs = set(), 0
    for deal, turns in interleaved(Race(*names)):
        order, runs = deal.order, runs + 1
        found.add(order.state)
        paid = order.state == "paid"
        assert deal.taken == order.captured == (ORDER.total if paid else 0), turns
        assert deal.left == (0 if paid else 2), turns
        assert not (paid and {"expired", "cancelled"} & set(deal.path)), turns
    assert found == ends
    assert runs > 4


class Moody(Provider):
    """Declines the first capture of a payment that stays agreed to, and carries out the second."""

    def capture(self, session):
        if self.calls["capture"]:
            return super().capture(session)
        self.calls["capture"] += 1
        return OPEN


class MoodyRace(Race):
    Provider = Moody


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        (("returns", "hears_a_notice"), {"pending", "paid"}),
        (("returns", "cancels"), {"pending", "cancelled"}),
        (("returns", "changes_the_cart"), {"pending", "paid", "cancelled", "expired"}),
        (("returns", "comes_late"), {"pending", "paid", "expired"}),
    ],
)
def test_an_order_is_never_given_up_while_a_second_try_takes_its_money(names, ends):
    found = set()
    for deal, turns in interleaved(MoodyRace(*names)):
        order = deal.order
        found.add(order.state)
        paid = order.state == "paid"
        assert deal.taken == order.captured == (ORDER.total if paid else 0), turns
        assert deal.left == (2 if order.state in {"expired", "cancelled"} else 0), turns
        assert not (paid and {"expired", "cancelled"} & set(deal.path)), turns
    assert found == ends


class Pretending(Provider):
    """Can't close its page, and needn't: without our capture nobody takes its money."""

    def close(self, session):
        payment = self.look_up(session)
        return replace(payment, state="expired") if payment.state == "open" else payment


class LateRace(Race):
    """The shopper agrees only while the others are at it."""

    Provider = Pretending

    def __call__(self):
        deal, actors = super().__call__()
        deal.provider.payments["s1"] = OPEN
        return deal, actors

    def agrees_and_returns(self):
        self.provider.agrees("s1", ORDER.total)
        self.returns()


@pytest.mark.parametrize(
    ("other", "ends"),
    [("comes_late", {"paid", "expired"}), ("changes_the_cart", {"paid", "expired", "cancelled"})],
)
def test_money_that_is_being_taken_is_not_given_up_by_an_older_look(other, ends):
    found = set()
    for deal, turns in interleaved(LateRace("agrees_and_returns", other)):
        order = deal.order
        found.add(order.state)
        paid = order.state == "paid"
        assert deal.taken == order.captured == (ORDER.total if paid else 0), turns
        assert deal.left == (0 if paid else 2), turns
        assert not (paid and {"expired", "cancelled"} & set(deal.path)), turns
    assert found == ends
