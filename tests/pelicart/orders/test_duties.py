"""What an order owes, waits for or has under way outlives whatever else happens to it."""

from dataclasses import replace

import pytest
from tests.pelicart.provider import Provider

from pelicart.errors import ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.orders.asking import concluded
from pelicart.orders.deciding import decide
from pelicart.orders.overdue import finish_overdue
from pelicart.orders.receive import set_aside
from pelicart.orders.refunding import refund_order

TOTAL = 9500


@pytest.fixture
def pending(front, ada):
    ada.adds("LAMP")
    ada.orders()
    return front


@pytest.fixture
def in_review(pending):
    """Somebody's payment of too little names the order, whose own page is open yet."""
    provider = pending.provider
    little = replace(provider.payments["session-1"], state="paid", captured=Money(100, "EUR"))
    provider.payments["another"] = replace(little, session="another", reference="elsewhere")
    concluded(pending.store, provider, provider.payments["another"], pending.moment, "notice")
    assert pending.order.state == "review"
    return pending


def passes(front, seconds):
    front.moment += seconds
    return finish_overdue(front.wired)


def notes(front):
    return [e["reference"] for e in front.order.history if e["state"] == "review"]


def test_money_for_an_order_in_review_is_noted_though_its_notice_was_lost(in_review):
    in_review.provider.takes("session-1", TOTAL)
    passes(in_review, 600)
    assert notes(in_review) == ["elsewhere", "payment-of-session-1"]
    assert in_review.order.state == "review"


def test_money_of_the_last_moment_for_an_order_in_review_is_noted(in_review):
    passes(in_review, 600)
    assert in_review.order.due_at == in_review.order.deadline
    in_review.provider.takes("session-1", TOTAL)
    passes(in_review, 1500)
    assert notes(in_review) == ["elsewhere", "payment-of-session-1"]
    assert in_review.order.due_at == 0


def test_the_page_of_an_order_in_review_is_closed_at_its_deadline(in_review):
    passes(in_review, 35 * 60)
    assert in_review.provider.open == []
    assert (in_review.order.state, in_review.order.due_at) == ("review", 0)
    assert passes(in_review, 86400) == {}


def test_a_page_that_nothing_closes_is_looked_at_until_it_is_over(in_review):
    in_review.provider.unclosable = True
    passes(in_review, 35 * 60)
    assert in_review.order.due_at > in_review.moment
    in_review.provider.takes("session-1", TOTAL)
    passes(in_review, 600)
    assert notes(in_review) == ["elsewhere", "payment-of-session-1"]
    assert in_review.order.due_at == 0


def test_a_page_that_ends_by_itself_is_not_waited_for_after_that(in_review):
    in_review.provider.unclosable, in_review.provider.lingers = True, 3600
    passes(in_review, 35 * 60)
    assert in_review.order.due_at == 0


def test_money_on_its_way_for_an_order_in_review_is_waited_for(in_review):
    in_review.provider.does("session-1", state="processing")
    passes(in_review, 35 * 60)
    in_review.provider.does("session-1", state="open")
    in_review.provider.takes("session-1", TOTAL)
    passes(in_review, 6 * 3600)
    assert notes(in_review) == ["elsewhere", "payment-of-session-1"]


def test_an_order_in_review_is_looked_at_again_if_its_provider_is_down(in_review):
    in_review.provider.down = 1
    assert passes(in_review, 35 * 60) == {"provider-down": 1}
    passes(in_review, 300)
    assert in_review.provider.open == []


def test_a_session_that_its_provider_forgot_is_not_asked_for_for_ever(in_review):
    del in_review.provider.payments["session-1"]
    assert passes(in_review, 35 * 60) == {"not-found": 1}
    passes(in_review, 86400 + 300)
    assert in_review.order.due_at == 0


class Unheard(Provider):
    """Gives back, and its answer is lost."""

    def refund(self, order, amount, key):
        super().refund(order, amount, key)
        raise ProviderDown("no answer")


@pytest.mark.parametrize("dispute", ["open", "lost"])
def test_a_refund_under_way_is_looked_at_though_the_payment_is_disputed(pending, dispute):
    pending.provider.takes("session-1", TOTAL)
    passes(pending, 600)
    refunding(pending)
    payment = replace(pending.provider.payments["session-1"], dispute="open")
    payment = replace(payment, refunded=Money(0, "EUR"))
    order = concluded(pending.store, pending.provider, payment, pending.moment, "notice")
    assert (order.state, order.refunding, bool(order.due_at)) == ("disputed", 500, True)
    passes(pending, 600)
    assert (pending.order.refunded, pending.order.refunding) == (500, 0)


def refunding(front):
    whole = front.provider
    cut = Unheard(**{name: getattr(whole, name) for name in Provider.__dataclass_fields__})
    with pytest.raises(ProviderDown):
        refund_order(
            front.store, cut, front.order, Money(500, "EUR"), now=front.moment, by="merchant"
        )


def test_money_that_is_owed_goes_back_though_something_else_has_to_be_looked_at(pending):
    twice, provider = paid_twice(pending), pending.provider
    concluded(pending.store, provider, twice, pending.moment, "notice")
    assert pending.order.owed
    little = replace(twice, session="s3", reference="third", captured=Money(1, "EUR"))
    set_aside(pending.store, pending.order, little, pending.moment, "notice", "mismatch")
    passes(pending, 600)
    assert not pending.order.owed
    assert provider.payments["session-2"].refunded.minor == TOTAL


def paid_twice(front):
    provider = front.provider
    provider.takes("session-1", TOTAL)
    passes(front, 600)
    twice = replace(provider.payments["session-1"], session="session-2", reference="second")
    provider.payments["session-2"] = twice
    return twice


class Refusing(Provider):
    """Gives nothing back; before it says so, another payment is heard of."""

    meanwhile = staticmethod(lambda: None)

    def refund(self, *_):
        self.meanwhile()
        raise ProviderRefused("not today")


def test_money_that_is_owed_goes_back_though_another_refund_was_refused_meanwhile(pending):
    twice, provider = paid_twice(pending), pending.provider
    refusing = Refusing(**{n: getattr(provider, n) for n in Provider.__dataclass_fields__})
    refusing.meanwhile = lambda: concluded(pending.store, provider, twice, pending.moment, "notice")
    with pytest.raises(ProviderRefused):
        refund_order(
            pending.store, refusing, pending.order, Money(500, "EUR"),
            now=pending.moment, by="merchant",
        )  # fmt: skip
    assert (pending.order.refunding, len(pending.order.owed)) == (0, 1)
    passes(pending, 600)
    assert not pending.order.owed
    assert provider.payments["session-2"].refunded.minor == TOTAL


def test_a_dispute_that_is_lost_leads_no_order_out_of_review(pending):
    provider = pending.provider
    provider.takes("session-1", TOTAL)
    passes(pending, 600)
    payment = provider.payments["session-1"]
    little = replace(payment, session="s3", reference="third", captured=Money(1, "EUR"))
    concluded(pending.store, provider, little, pending.moment, "notice")
    lost = replace(payment, dispute="lost", refunded=payment.captured)
    order = concluded(pending.store, provider, lost, pending.moment, "notice")
    assert (order.state, order.refunded) == ("review", TOTAL)


def test_a_refund_after_a_decision_is_another_than_the_one_before(pending):
    """A bank sent the refund back: the order is paid again, and what is given now is new."""
    provider, store = pending.provider, pending.store
    provider.takes("session-1", TOTAL)
    passes(pending, 600)
    said = {"now": pending.moment, "by": "merchant"}
    refund_order(store, provider, pending.order, Money(TOTAL, "EUR"), **said)
    provider.does("session-1", refunded=Money(0, "EUR"))
    concluded(store, provider, provider.payments["session-1"], pending.moment, "notice")
    assert pending.order.state == "review"
    decide(store, provider, pending.order, "paid", **said)
    order = refund_order(store, provider, pending.order, Money(TOTAL, "EUR"), **said)
    assert (order.state, order.refunded) == ("refunded", TOTAL)
    assert len(provider.given) == 2


def test_a_refund_under_way_is_counted_though_another_was_counted_meanwhile(pending):
    """Made at the provider's desk: what was asked for here isn't heard of by that."""
    provider = pending.provider
    provider.takes("session-1", TOTAL)
    passes(pending, 600)
    desk = replace(provider.payments["session-1"], refunded=Money(300, "EUR"))
    refunding(pending)
    concluded(pending.store, provider, desk, pending.moment, "notice")
    assert pending.order.refunded == 300
    provider.does("session-1", refunded=Money(800, "EUR"))
    passes(pending, 600)
    assert (pending.order.refunded, pending.order.due_at) == (800, 0)


def sent_back(front, session):
    """The bank returns what was given back there, and the shop hears of it."""
    payment = front.provider.does(session, refunded=Money(0, "EUR"))
    return concluded(front.store, front.provider, payment, front.moment, "notice")


def test_a_refund_that_comes_back_after_a_decision_is_the_merchants_case_again(pending):
    provider = pending.provider
    payment = provider.takes("session-1", TOTAL - 1)
    concluded(pending.store, provider, payment, pending.moment, "notice")
    provider.does("session-1", refunded=payment.captured)
    said = {"now": pending.moment, "by": "merchant"}
    assert decide(pending.store, provider, pending.order, "cancelled", **said).captured
    order = sent_back(pending, "session-1")
    assert (order.state, order.history[-1]["why"]) == ("review", "refund-failed")


def test_money_that_was_owed_and_comes_back_is_the_merchants_case_once(pending):
    twice = paid_twice(pending)
    concluded(pending.store, pending.provider, twice, pending.moment, "notice")
    passes(pending, 600)
    assert not pending.order.owed
    order = sent_back(pending, "session-2")
    assert (order.state, order.history[-1]["why"]) == ("review", "refund-failed")
    assert sent_back(pending, "session-2").history == order.history


class Slow(Provider):
    """Takes the word that money shall go back, and counts it only when it is `done`."""

    done = False

    def refund(self, order, amount, key):
        before = self.payments[order.session]
        return super().refund(order, amount, key) if self.done else before


def test_money_that_is_owed_and_counted_late_is_asked_after_ever_more_seldom(pending):
    twice, provider = paid_twice(pending), pending.provider
    concluded(pending.store, provider, twice, pending.moment, "notice")
    slow = Slow(**{name: getattr(provider, name) for name in Provider.__dataclass_fields__})
    pending.provider = slow
    pending.wired._modules["stripe"] = slow
    looks = 0
    for _ in range(7 * 86400 // 300):
        looks += bool(passes(pending, 300))
    assert pending.order.owed
    assert 7 * 4 <= looks < 60
    slow.done = True
    passes(pending, 6 * 3600)
    assert not pending.order.owed
