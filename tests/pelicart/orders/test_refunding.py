"""Money given back by command: within what came, once for each word, and known in the end."""

from dataclasses import dataclass, field, replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved
from tests.pelicart.provider import Provider

from pelicart.errors import NotFound, ProviderDown, ProviderRefused, Raced, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import order_key
from pelicart.orders.asking import asked
from pelicart.orders.moves import place
from pelicart.orders.refunding import REFUND_CHECK, refund_order
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

ORDER = replace(
    an_order(live=True), state="paid", session="s1", reference="p1", captured=an_order().total
)
TOTAL = ORDER.total
NOTHING, ALL = Money(0, "EUR"), Money(TOTAL, "EUR")
PAID = Payment("paid", ORDER.id, "s1", ALL, NOTHING, live=True, reference="p1")


def eur(minor):
    return Money(minor, "EUR")


@dataclass
class Till:
    """A paid order and its provider."""

    placed: object = ORDER
    store: MemoryStore = field(default_factory=MemoryStore)
    provider: Provider = field(default_factory=Provider)

    def __post_init__(self):
        self.store.write_all(place(self.placed, "2027-01")[:1])
        self.provider.payments["s1"] = PAID

    @property
    def order(self):
        return read_order(self.store, ORDER.id)

    def refunds(self, minor=500, now=NOW, **more):
        order = more.pop("order", self.order)
        return refund_order(
            self.store, self.provider, order, eur(minor), now=now, by="merchant", **more
        )

    def reads(self, now=NOW):
        return asked(self.store, self.provider, "s1", now, "reconcile")

    def hears_nothing(self, monkeypatch, *, carried_out):
        """A refund whose answer is lost."""
        real = self.provider.refund

        def lost(*words):
            if carried_out:
                real(*words)
            raise ProviderDown("no answer")

        with monkeypatch.context() as patch:
            patch.setattr(self.provider, "refund", lost)
            with pytest.raises(ProviderDown):
                self.refunds()


@pytest.fixture
def till():
    return Till()


@pytest.mark.parametrize(
    ("minor", "state"), [(1, "part_refunded"), (TOTAL - 1, "part_refunded"), (TOTAL, "refunded")]
)
def test_a_part_or_all_is_given_back(till, minor, state):
    order = till.refunds(minor)
    assert (order.state, order.refunded, order.refunding, order.due_at) == (state, minor, 0, 0)
    assert till.provider.payments["s1"].refunded == eur(minor)
    assert [entry["why"] for entry in order.history[:1]] == ["refund-asked"]
    assert order.history[-1]["by"] == "merchant"


@pytest.mark.parametrize("minor", [0, -1, TOTAL + 1, TOTAL * 100])
def test_no_more_than_came_is_given_back(till, minor):
    with pytest.raises(WrongAmount):
        till.refunds(minor)
    assert (till.order, till.provider.calls["refund"]) == (ORDER, 0)


def test_no_more_than_is_left_is_given_back(till):
    till.refunds(500)
    with pytest.raises(WrongAmount):
        till.refunds(TOTAL - 499)
    assert till.refunds(TOTAL - 500).state == "refunded"


def test_another_currency_is_not_given_back(till):
    with pytest.raises(WrongAmount):
        refund_order(
            till.store, till.provider, till.order, Money(500, "USD"), now=NOW, by="merchant"
        )


@pytest.mark.parametrize(
    "state", ["new", "pending", "awaiting", "disputed", "expired", "cancelled", "review"]
)
def test_only_what_was_paid_is_given_back(state):
    till = Till(replace(ORDER, state=state))
    with pytest.raises(WrongState):
        till.refunds()
    assert till.provider.calls["refund"] == 0


@pytest.mark.parametrize("provider", [Provider(refunds=False), Provider(live=False)])
def test_a_module_that_cannot_or_of_another_mode_is_not_asked(provider):
    till = Till(provider=provider)
    with pytest.raises(WrongState):
        till.refunds()
    assert not provider.calls


def test_the_same_word_twice_gives_once(till):
    assert till.refunds() == till.refunds()
    assert till.provider.calls["refund"] == 1


def test_another_sum_is_another_word(till):
    till.refunds(500)
    assert till.refunds(300).refunded == 800
    assert till.refunds(500).refunded == 1300


def test_the_same_sum_is_given_once_more_when_it_is_said_after_what(till):
    till.refunds()
    for _ in range(2):
        assert till.refunds(after=eur(500)).refunded == 1000
    assert till.refunds(after=NOTHING).refunded == 1000


def test_what_is_said_to_be_after_another_sum_than_there_is_gives_nothing(till):
    till.refunds()
    with pytest.raises(Raced):
        till.refunds(after=eur(300))
    assert till.order.refunded == 500


def test_what_is_asked_for_is_written_down_before_the_provider_is_called(till, monkeypatch):
    seen = []
    real = till.provider.refund
    monkeypatch.setattr(
        till.provider, "refund", lambda *words: seen.append(till.order) or real(*words)
    )
    till.refunds()
    (noted,) = seen
    assert (noted.refunding, noted.refunded, noted.due_at) == (500, 0, NOW + REFUND_CHECK)


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_lost_answer_is_made_up_for_by_the_same_word(till, monkeypatch, carried_out):
    till.hears_nothing(monkeypatch, carried_out=carried_out)
    assert till.order.refunding == 500
    order = till.refunds(now=NOW + 30)
    assert (order.refunded, order.refunding) == (500, 0)
    assert sum(till.provider.given.values()) == 500


def test_a_lost_answer_is_made_up_for_by_a_read(till, monkeypatch):
    till.hears_nothing(monkeypatch, carried_out=True)
    assert (till.reads().refunded, till.order.refunding) == (500, 0)
    assert till.refunds().refunded == 500


def test_nothing_else_is_given_while_one_refund_is_unknown(till, monkeypatch):
    till.hears_nothing(monkeypatch, carried_out=False)
    with pytest.raises(Raced):
        till.refunds(300)
    assert not till.provider.given
    till.refunds(500)
    assert till.refunds(300).refunded == 800


def test_another_sum_is_given_once_the_unknown_one_is_known(till, monkeypatch):
    till.hears_nothing(monkeypatch, carried_out=True)
    assert till.refunds(300).refunded == 800


def test_a_refusal_takes_the_note_away_and_the_next_try_is_a_new_one(till):
    till.provider.refusing = True
    with pytest.raises(ProviderRefused):
        till.refunds()
    order = till.order
    assert (order.state, order.refunded, order.refunding, order.due_at) == ("paid", 0, 0, 0)
    assert order.history[-1]["why"] == "refund-refused"
    till.provider.refusing = False
    assert till.refunds().refunded == 500


def test_a_payment_that_its_provider_does_not_know_leaves_no_note_in_the_way(till, monkeypatch):
    def knows_nothing(*_):
        raise NotFound("no such payment")

    with monkeypatch.context() as patched:
        patched.setattr(till.provider, "refund", knows_nothing)
        with pytest.raises(NotFound):
            till.refunds(300)
    assert till.order.refunding == 0
    assert till.refunds(200).refunded == 200


def test_a_refusal_because_it_was_given_already_counts_it(till, monkeypatch):
    real = till.provider.refund

    def late(*words):
        real(*words)
        raise ProviderRefused("given already")

    monkeypatch.setattr(till.provider, "refund", late)
    assert till.refunds().refunded == 500


def test_a_refusal_is_not_believed_while_nobody_can_be_asked(till, monkeypatch):
    def down(_):
        raise ProviderDown

    monkeypatch.setattr(till.provider, "look_up", down)
    till.provider.refusing = True
    with pytest.raises(ProviderDown):
        till.refunds()
    assert till.order.refunding == 500


def test_a_refund_that_the_provider_does_not_count_yet_stays_noted(till, monkeypatch):
    monkeypatch.setattr(till.provider, "refund", lambda *_: PAID)
    order = till.refunds()
    assert (order.state, order.refunding, order.due_at) == ("paid", 500, NOW + REFUND_CHECK)


def test_an_order_that_was_sent_can_be_given_back_in_part():
    assert Till(replace(ORDER, state="fulfilled")).refunds().state == "part_refunded"


def test_an_order_of_an_older_version_can_be_given_back():
    till = Till()
    till.store.write(Write(order_key(ORDER.id), set={"v": 1}, remove=("refusals",)))
    assert till.refunds().refunded == 500


def test_a_refund_that_comes_back_is_for_the_merchant_to_judge(till):
    till.refunds()
    till.provider.does("s1", refunded=NOTHING)
    order = till.reads()
    assert (order.state, order.refunded) == ("review", 500)
    assert order.history[-1]["why"] == "refund-failed"
    assert till.reads() == order


def test_a_read_from_before_the_refund_puts_nothing_into_review(till, monkeypatch):
    till.refunds()
    real, stale = till.provider.look_up, [PAID]
    monkeypatch.setattr(
        till.provider, "look_up", lambda session: stale.pop() if stale else real(session)
    )
    assert till.reads().state == "part_refunded"


def test_what_was_given_back_by_hand_is_not_missed_at_a_provider_that_cannot():
    till = Till(replace(ORDER, state="refunded", refunded=TOTAL), provider=Provider(refunds=False))
    assert till.reads().state == "refunded"


def test_a_lost_dispute_is_no_refund_that_came_back(till):
    till.provider.does("s1", dispute="lost")
    assert till.reads().state == till.reads().state == "refunded"


class Commands:
    """What merchants say at once, and a notice beside it."""

    def __init__(self, *words):
        self.words = words

    def __call__(self):
        till = Till()
        store, provider = Turns(till.store), Turns(till.provider)

        def says(minor):
            order = read_order(store, ORDER.id)
            refund_order(store, provider, order, eur(minor), now=NOW, by="merchant")

        def hears():
            asked(store, provider, "s1", NOW, "notice:test")

        return till, [hears if word is None else lambda w=word: says(w) for word in self.words]


@pytest.mark.parametrize(
    ("words", "sums"),
    [
        ((500, 500), {500}),
        ((TOTAL, TOTAL), {TOTAL}),
        ((500, None), {500}),
        ((500, 300), {500, 300, 800}),
        ((TOTAL, 500), {TOTAL, 500}),
    ],
)
def test_two_commands_at_once_give_each_sum_once(words, sums):
    found, runs = set(), 0
    for till, turns in interleaved(Commands(*words)):
        given = sum(till.provider.given.values())
        assert till.order.refunded == given == till.provider.payments["s1"].refunded.minor, turns
        assert till.order.refunding == 0, turns
        found.add(given)
        runs += 1
    assert found == sums
    assert runs > 10
