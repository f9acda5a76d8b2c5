"""Everything that may be cut short, at each of its calls: what was begun is finished, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import count, product

import pytest
from tests.pelicart.shopfront import Browser, Shopfront, http_event

from pelicart.errors import PelicartError, ProviderDown, ProviderRefused, TableDown
from pelicart.money import Money
from pelicart.order import Order
from pelicart.orders.refunding import refund_order
from pelicart.orders.settle import CAPTURE_CHECK
from pelicart.store.memory import MemoryStore

TOTAL, PART = 9500, 500


class Killed(BaseException):
    """The function is stopped where it stands: nothing of it runs any more."""


@dataclass
class Fault:
    """The call that fails: the nth, before or after it was carried out."""

    nth: int
    carried_out: bool
    killed: bool
    met: bool = False
    calls: Iterator[int] = field(default_factory=lambda: count(1))


class Breaking:
    """A store or provider whose calls are counted, and of which one fails."""

    def __init__(self, target: object, fault: Fault, error: type[PelicartError]) -> None:
        self._target, self._fault, self._error = target, fault, error

    def __getattr__(self, name: str):
        found, fault = getattr(self._target, name), self._fault
        if not callable(found):
            return found

        def called(*given: object, **named: object) -> object:
            fails = next(fault.calls) == fault.nth
            fault.met |= fails
            if not fails:
                return found(*given, **named)
            if fault.carried_out:
                found(*given, **named)
            raise Killed if fault.killed else self._error

        return called


def broken(front: Shopfront, fault: Fault, act: Callable[[Shopfront], object]) -> None:
    """Lets somebody act while one of their calls fails."""
    whole, provider = front.wired, front.provider
    front.wired = replace(
        whole,
        store=Breaking(whole.store, fault, TableDown),
        build=lambda *_: Breaking(provider, fault, ProviderDown),
        _modules={},
    )
    try:
        act(front)
    except (PelicartError, Killed):
        pass
    finally:
        front.wired = whole


def again(begun: Shopfront) -> Shopfront:
    """The same shop as it stood, in a table and with a provider of its own."""
    front = Shopfront.__new__(Shopfront)
    front.store, front.provider = MemoryStore(), deepcopy(begun.provider)
    front.store._items.update(begun.store.snapshot())
    front.moment, front.environment = begun.moment, begun.environment
    front.wired = replace(
        begun.wired,
        store=front.store,
        now=lambda: front.moment,
        build=lambda *_: front.provider,
        _modules={},
    )
    return front


def returns(front: Shopfront) -> None:
    token = front.wired.keys.sign("return", front.order.id, front.order.created)
    front.call(http_event("GET", "/shop/return/stripe", query=f"order={token}"))


def notice(front: Shopfront) -> None:
    headers, body = {"x-signature": "good"}, '{"session": "session-1"}'
    front.call(http_event("POST", "/shop/notice/stripe", headers=headers, body=body))


def reconcile(front: Shopfront) -> None:
    front.reconcile()


def refund(front: Shopfront) -> None:
    wired, order = front.wired, front.order
    module, amount = wired.module(order.module), Money(PART, "EUR")
    refund_order(wired.store, module, order, amount, now=wired.now(), by="merchant")


def time_passes(front: Shopfront) -> None:
    for _ in range(3):
        front.moment += 36 * 60
        front.reconcile()


def every_fault(
    begun: Shopfront, act: Callable[[Shopfront], None], follows: Callable[[Shopfront], None]
) -> Iterator[tuple[Fault, Shopfront]]:
    """The shop after each way in which the act can be cut short, and what then follows."""
    for carried_out, killed in product((False, True), repeat=2):
        for nth in count(1):
            front, fault = again(begun), Fault(nth, carried_out, killed)
            front_of(front)
            broken(front, fault, act)
            if not fault.met:
                break
            follows(front)
            yield fault, front


def front_of(front: Shopfront) -> None:
    """Lets the endpoints answer for this shop."""
    PATCH.setattr("pelicart.entry.wiring", lambda: front.wired)
    PATCH.setattr("pelicart.endpoints.reconcile.wiring", lambda: front.wired)


PATCH = pytest.MonkeyPatch()


@pytest.fixture
def agreed(front: Shopfront, ada: Browser) -> Iterator[Shopfront]:
    """A shop whose one lamp is ordered and agreed to be paid; ten minutes have passed."""
    ada.adds("LAMP")
    ada.orders()
    front.provider.agrees("session-1", TOTAL)
    front.moment += 600
    yield front
    PATCH.undo()


@pytest.fixture
def paid(agreed: Shopfront) -> Shopfront:
    returns(agreed)
    assert agreed.order.state == "paid"
    return agreed


def took_once(front: Shopfront) -> Order:
    """The money was taken once, is what the order says, and the lamp is held."""
    order, payment = front.order, front.provider.payments["session-1"]
    assert payment.captured.minor == order.captured == TOTAL
    assert front.stock("LAMP") == 0
    assert sum(e["state"] == "paid" and "captured" in e for e in order.history) == 1
    return order


def returns_later(front: Shopfront) -> None:
    front.moment += CAPTURE_CHECK
    returns(front)


def hears_later(front: Shopfront) -> None:
    front.moment += CAPTURE_CHECK
    notice(front)


@pytest.mark.parametrize("follows", [returns_later, hears_later, time_passes])
@pytest.mark.parametrize("act", [returns, notice, reconcile])
def test_agreed_money_is_taken_once_wherever_its_taking_was_cut_short(agreed, act, follows):
    runs = 0
    for fault, front in every_fault(agreed, act, follows):
        order = took_once(front)
        assert (order.state, order.due_at) == ("paid", 0), fault
        runs += 1
    assert runs >= 16


@pytest.mark.parametrize("act", [returns, notice, reconcile])
def test_a_declined_order_ends_wherever_its_decline_was_cut_short(agreed, act):
    agreed.provider.declining = True
    for fault, front in every_fault(agreed, act, time_passes):
        assert (front.order.state, front.stock("LAMP")) == ("expired", 1), fault
        front.provider.declining = False
        front.provider.agrees("session-1", TOTAL)
        returns_later(front)
        assert front.order.state == "expired", fault
        assert front.provider.payments["session-1"].captured.minor == 0, fault


def and_again(front: Shopfront) -> None:
    refund(front)


def reconcile_and_again(front: Shopfront) -> None:
    time_passes(front)
    refund(front)


def notice_and_again(front: Shopfront) -> None:
    notice(front)
    refund(front)


@pytest.mark.parametrize("follows", [and_again, reconcile_and_again, notice_and_again])
def test_money_is_given_back_once_wherever_the_command_was_cut_short(paid, follows):
    runs = 0
    for fault, front in every_fault(paid, refund, follows):
        order = took_once(front)
        assert sum(front.provider.given.values()) == PART, fault
        assert (order.state, order.refunded, order.refunding) == ("part_refunded", PART, 0), fault
        runs += 1
    assert runs >= 12


@pytest.mark.parametrize("follows", [time_passes, notice])
def test_what_was_given_back_is_counted_though_nobody_asks_again(paid, follows):
    counted = set()
    for fault, front in every_fault(paid, refund, follows):
        given = front.provider.payments["session-1"].refunded.minor
        assert front.order.refunded == given, fault
        counted.add(given)
        if follows is time_passes:
            assert front.order.due_at == 0, fault
    assert counted == {0, PART}


def test_a_refund_that_was_refused_leaves_the_order_as_it_was_wherever_it_was_cut_short(paid):
    for fault, front in every_fault(paid, _refused, time_passes):
        front.provider.refusing = False
        assert (front.order.state, front.order.refunded) == ("paid", 0), fault
        with suppress(ProviderRefused):  # the answer that nobody heard
            refund(front)
        refund(front)
        assert front.order.refunded == sum(front.provider.given.values()) == PART, fault


def _refused(front: Shopfront) -> None:
    front.provider.refusing = True
    refund(front)
