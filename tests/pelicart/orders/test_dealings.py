"""A shopper, a merchant, a bank and reconcile on one order, and answers that get lost."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.pelicart.build import NOW, an_order
from tests.pelicart.provider import Provider

from pelicart.errors import ProviderDown, ProviderRefused, Raced, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import OPEN
from pelicart.orders.asking import asked, concluded
from pelicart.orders.handoff import close, want_cancelled
from pelicart.orders.moves import place
from pelicart.orders.overdue import finish_overdue
from pelicart.orders.refunding import refund_order
from pelicart.orders.settle import CAPTURE_CHECK
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.wiring import Wiring
from pelicart.writes import Write

NOTHING = Money(0, "EUR")
ORDER = replace(an_order(live=True), state="pending", session="s1", due_at=NOW + 600)
TOTAL = ORDER.total
RELEASED = {"expired", "cancelled"}
FATES = st.sampled_from(["", "", "", "before", "after"])


class Shaky(Provider):
    """Loses its next answer to a capture or refund, which it carried out or didn't."""

    fate = ""

    def capture(self, session):
        return self._shakily(super().capture, session)

    def refund(self, order, amount, key):
        return self._shakily(super().refund, order, amount, key)

    def _shakily(self, verb, *asked_for):
        fate, self.fate = self.fate, ""
        if fate != "before":
            answer = verb(*asked_for)
        if fate:
            raise ProviderDown("no answer")
        return answer


class Dealings(RuleBasedStateMachine):
    reads = Bundle("reads")

    @initialize(paid=st.booleans())
    def opens(self, paid):
        self.store, self.provider, self.now = MemoryStore(), Shaky(), NOW
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 2}))
        self.store.write_all(place(ORDER, "2027-01"))
        self.provider.payments["s1"] = Payment(
            "open", ORDER.id, "s1", NOTHING, NOTHING, live=True, reference=""
        )
        self.wired = Wiring(self.store, lambda: self.now, {}, build=lambda *_: self.provider)
        self.refunded, self.returned = 0, False
        self.words, self.last = {}, None
        if paid:
            self.agrees()
            self.asks(declining=False, fate="")

    @property
    def order(self):
        return read_order(self.store, ORDER.id)

    @property
    def payment(self):
        return self.provider.payments["s1"]

    @rule()
    def agrees(self):
        if self.payment.state == "open":
            self.provider.agrees("s1", TOTAL)

    @rule(declining=st.booleans(), fate=FATES)
    def asks(self, declining, fate):
        self.provider.declining, self.provider.fate = declining, fate
        with suppress(ProviderDown):
            asked(self.store, self.provider, "s1", self.now, "return")
        self.provider.fate = ""

    @rule(target=reads)
    def reads_and_is_slow(self):
        return self.now, self.payment

    @rule(read=consumes(reads), declining=st.booleans())
    def settles_what_was_read(self, read, declining):
        when, payment = read
        if self.now < when + CAPTURE_CHECK:  # no function runs longer
            self.provider.declining = declining
            concluded(self.store, self.provider, payment, self.now, "notice:test")

    @rule()
    def wants_it_no_more(self):
        if self.order.state == "pending":
            want_cancelled(self.store, self.order, self.now)

    @rule(wish=st.sampled_from(["", "cancelled"]), fate=FATES)
    def closes(self, wish, fate):
        """As a changed cart does, or the deadline."""
        if self.order.state in OPEN:
            self.provider.fate = fate
            order = replace(self.order, wanted=wish or self.order.wanted)
            with suppress(ProviderDown):
                close(self.store, self.provider, order, self.now, "checkout")
            self.provider.fate = ""

    @rule(
        minor=st.sampled_from([100, 100, 200, TOTAL]),
        after=st.sampled_from([None, None, 0, 100, 200, 300]),
        fate=FATES,
        refusing=st.sampled_from([False, False, True]),
    )
    def refunds(self, minor, after, fate, refusing):
        self.provider.fate, self.provider.refusing = fate, refusing
        before, word = self.given, (minor, after)
        try:
            refund_order(
                self.store, self.provider, self.order, Money(minor, "EUR"), now=self.now,
                by="merchant", after=None if after is None else Money(after, "EUR"),
            )  # fmt: skip
        except (Raced, WrongAmount, WrongState):
            assert self.given == before
            return
        except (ProviderDown, ProviderRefused):
            pass
        finally:
            self.provider.fate, self.provider.refusing = "", False
        if word != self.last and after is None:
            self.words[word] = 0
        self.last = word
        self.words[word] = self.words.get(word, 0) + self.given - before
        assert self.words[word] in {0, minor}, "the same word gives once"

    @property
    def given(self):
        return sum(self.provider.given.values())

    @rule(minor=st.sampled_from([-100, 100]))
    def a_refund_is_made_elsewhere_or_comes_back(self, minor):
        total = min(max(self.payment.refunded.minor + minor, 0), self.payment.captured.minor)
        self.returned |= total < self.payment.refunded.minor
        self.provider.does("s1", refunded=Money(total, "EUR"))

    @precondition(lambda self: self.payment.state == "paid" and self.payment.dispute != "lost")
    @rule(end=st.sampled_from(["open", "won", "lost"]))
    def the_bank_speaks(self, end):
        self.provider.does("s1", dispute=end)

    @rule(seconds=st.sampled_from([CAPTURE_CHECK, 35 * 60]))
    def time_passes(self, seconds):
        self.now += seconds

    @rule()
    def reconciles(self):
        finish_overdue(self.wired)

    @invariant()
    def money_and_goods_agree(self):
        order, taken = self.order, self.payment.captured.minor
        given_up = RELEASED & {entry["state"] for entry in order.history}
        assert self.store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"] == (2 if given_up else 0)
        assert not (taken and given_up)
        assert order.captured in {0, taken}
        assert taken in {0, TOTAL}

    @invariant()
    def what_was_given_back_is_counted_and_never_less(self):
        order = self.order
        assert self.refunded <= order.refunded <= order.captured
        assert order.state != "refunded" or order.refunded == order.captured
        self.refunded = order.refunded

    def teardown(self):
        """Time passes and everything works: nothing is left open."""
        self.provider.declining = False
        for _ in range(4):
            self.now += 35 * 60
            self.reconciles()
        order, payment = self.order, self.payment
        assert order.state not in OPEN
        assert order.captured == payment.captured.minor
        if order.captured:
            order = asked(self.store, self.provider, "s1", self.now, "notice:test")
        if order.state not in {"review", "disputed"} and payment.dispute != "lost":
            assert order.refunded == payment.refunded.minor
        assert (order.state != "review") or self.returned


TestDealings = Dealings.TestCase
TestDealings.settings = settings(max_examples=250, stateful_step_count=25, deadline=None)
