"""What every payment module promises, whoever the provider is.

A module's tests inherit these classes and supply the fixtures named in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from pelicart.errors import BadRequest, Forged, NotFound, PelicartError, ProviderDown
from pelicart.money import Money
from pelicart.order import Order
from pelicart.orders import moves
from pelicart.orders.refunding import refund_order
from pelicart.orders.stored import read_order
from pelicart.payments.base import PaymentModule, Urls, Words
from pelicart.store.memory import MemoryStore

URLS = Urls(
    done="https://shop.example/shop/return/any?order=abc",
    back="https://shop.example/shop/return/any?order=abc&back=1",
    notice="https://shop.example/shop/notice/any",
)
WORDS = Words("Order ABCDEFGHIJKL", {20000: "Tax 20 %", 5500: "Tax 5.5 %"})


@dataclass(frozen=True)
class Sealed:
    """A notice as it arrives."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Mint:
    """Makes notices as the provider would: of content, with a secret, at a time."""

    content: Mapping[str, Any]
    foreign: Mapping[str, Any]
    other_mode: Mapping[str, Any]
    seal: Callable[..., Sealed]
    """`seal(body, now=..., secret=...)`: by default now and with the current secret."""

    def __call__(self, content: Mapping[str, Any] | None = None, **seal: Any) -> Sealed:
        return self.seal(json.dumps(content or self.content).encode(), **seal)


class NoticePromises:
    """Fixtures: `module`, `mint`, `now`, `signature` (the header's name), `old_secret`."""

    def test_a_genuine_notice_names_its_session_and_order(self, module, mint, now):
        sealed = mint()
        notice = module.read_notice(sealed.body, sealed.headers, now)
        assert notice is not None
        assert notice.session
        assert notice.order

    def test_the_same_notice_twice_reads_the_same(self, module, mint, now):
        sealed = mint()
        first = module.read_notice(sealed.body, sealed.headers, now)
        assert module.read_notice(sealed.body, sealed.headers, now + 1) == first

    def test_a_notice_signed_with_the_previous_secret_is_taken(self, module, mint, now, old_secret):
        sealed = mint(secret=old_secret)
        assert module.read_notice(sealed.body, sealed.headers, now) is not None

    def test_a_notice_without_a_signature_is_forged(self, module, mint, now):
        with pytest.raises(Forged):
            module.read_notice(mint().body, {}, now)

    def test_a_notice_signed_with_another_secret_is_forged(self, module, mint, now):
        sealed = mint(secret="whsec_of_somebody_else")
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, now)

    def test_any_changed_byte_of_the_body_makes_it_forged(self, module, mint, now):
        sealed = mint()
        for place in range(0, len(sealed.body), 7):
            altered = bytearray(sealed.body)
            altered[place] ^= 1
            with pytest.raises(Forged):
                module.read_notice(bytes(altered), sealed.headers, now)

    def test_any_changed_character_of_the_signature_makes_it_forged(
        self, module, mint, now, signature
    ):
        sealed = mint()
        header = sealed.headers[signature]
        for place in range(len(header)):
            for other in "0z,=é":
                altered = header[:place] + other + header[place + 1 :]
                if altered != header:
                    with pytest.raises(Forged):
                        module.read_notice(sealed.body, {signature: altered}, now)

    @pytest.mark.parametrize("away", [-301, 301, -86400, 86400])
    def test_an_old_or_a_future_notice_is_forged(self, module, mint, now, away):
        sealed = mint(now=now + away)
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, now)

    @pytest.mark.parametrize("away", [-299, 299])
    def test_clocks_may_differ_by_five_minutes(self, module, mint, now, away):
        sealed = mint(now=now + away)
        assert module.read_notice(sealed.body, sealed.headers, now) is not None

    def test_a_replayed_notice_is_forged_once_it_is_stale(self, module, mint, now):
        sealed = mint()
        module.read_notice(sealed.body, sealed.headers, now)
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, now + 301)

    def test_a_notice_of_the_other_mode_is_forged(self, module, mint, now):
        sealed = mint(mint.other_mode)
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, now)

    def test_a_notice_for_another_shop_of_the_account_is_none_of_ours(self, module, mint, now):
        sealed = mint(mint.foreign)
        assert module.read_notice(sealed.body, sealed.headers, now) is None

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b'"text"',
            b"<!doctype html><title>Maintenance</title>",
            b'{"a": NaN}',
            b'{"a": 1, "a": 2}',
            b'{"a": ' + b"9" * 5000 + b"}",
            b'{"a": ' * 50_000,
            b"\xff\xfe{}",
            b'{"\\ud800": 1}'[:-1],
        ],
        ids=lambda body: body[:20].decode("latin-1"),
    )
    def test_a_signed_notice_that_cannot_be_read_is_a_bad_request(self, module, mint, now, body):
        sealed = mint.seal(body)
        with pytest.raises((BadRequest, Forged)):
            module.read_notice(sealed.body, sealed.headers, now)


class ProviderPromises:
    """Fixtures: `module`, `order` (one it accepts), and `provider`, the provider's stand-in.

    `provider` has `fails(mode)` for `down`, `slow` (slower than the module waits), `html` and
    `gone` (nothing listens), and `pays(session)`.
    """

    @pytest.fixture(params=["down", "slow", "html", "gone"])
    def outage(self, request, provider):
        with provider.fails(request.param):
            yield

    def test_an_order_is_handed_off_and_found_again(self, module: PaymentModule, order: Order):
        first = module.start(order, URLS, WORDS)
        assert module.start(order, URLS, WORDS) == first

    def test_another_attempt_gets_another_session(self, module: PaymentModule, order: Order):
        first = module.start(order, URLS, WORDS)
        assert module.start(replace(order, attempt=2), URLS, WORDS).session != first.session

    def test_an_unpaid_session_is_open_and_has_captured_nothing(self, module, order):
        hand_off = module.start(order, URLS, WORDS)
        payment = module.look_up(hand_off.session)
        assert payment.state == "open"
        assert payment.order == order.id
        assert payment.captured == Money(0, order.currency)
        assert module.resume(replace(order, session=hand_off.session), URLS, WORDS) == hand_off

    def test_a_paid_session_has_captured_exactly_the_total(self, module, order, provider):
        hand_off = module.start(order, URLS, WORDS)
        provider.pays(hand_off.session)
        payment = module.look_up(hand_off.session)
        assert payment.state == "paid"
        assert payment.captured == order.money
        assert payment.live == module.live
        assert payment.reference
        assert module.resume(replace(order, session=hand_off.session), URLS, WORDS) is None

    def test_a_closed_session_can_no_longer_be_paid(self, module, order, provider):
        hand_off = module.start(order, URLS, WORDS)
        assert module.close(hand_off.session).state == "expired"
        assert module.close(hand_off.session).state == "expired"
        with pytest.raises(AssertionError):
            provider.pays(hand_off.session)

    def test_closing_too_late_tells_of_the_payment(self, module, order, provider):
        hand_off = module.start(order, URLS, WORDS)
        provider.pays(hand_off.session)
        assert module.close(hand_off.session).state == "paid"

    def test_a_refund_asked_for_twice_is_given_once(self, module, order, provider):
        paid = self._paid(module, order, provider)
        part = Money(100, order.currency)
        module.refund(paid, part, f"refund:{order.id}:0")
        assert module.refund(paid, part, f"refund:{order.id}:0").refunded == part
        more = replace(paid, refunded=part.minor)
        assert module.refund(more, part, f"refund:{order.id}:100").refunded == part + part

    def test_the_merchants_word_gives_back_once_and_then_the_rest(self, module, order, provider):
        paid = self._paid(module, order, provider)
        paid = replace(paid, state="paid", captured=paid.total, live=module.live)
        store = MemoryStore()
        store.write_all(moves.place(paid, "2027-01")[:1])

        def refunded(minor, after=None):
            amount, now = Money(minor, paid.currency), paid.created
            current = read_order(store, paid.id)
            after = None if after is None else Money(after, paid.currency)
            order = refund_order(store, module, current, amount, now=now, by="me", after=after)
            assert module.look_up(paid.session).refunded.minor == order.refunded
            return order.refunded

        assert [refunded(100) for _ in range(2)] == [100, 100]
        assert [refunded(100, after=100) for _ in range(2)] == [200, 200]
        assert refunded(paid.total - 200) == paid.total
        assert read_order(store, paid.id).state == "refunded"

    def test_more_than_was_captured_is_never_given_back(self, module, order, provider):
        paid = self._paid(module, order, provider)
        with pytest.raises(PelicartError):
            module.refund(paid, order.money + order.money, f"refund:{order.id}:1")
        assert module.look_up(paid.session).refunded == Money(0, order.currency)

    @pytest.mark.parametrize("named", ["", "x", "../charges", "cs_test_unknown", "é" * 300])
    def test_a_session_that_nobody_knows_is_not_found(self, module, named):
        with pytest.raises(NotFound):
            module.look_up(named)
        with pytest.raises(NotFound):
            module.close(named)

    @pytest.mark.usefixtures("outage")
    def test_a_provider_without_an_answer_is_down_at_the_start(self, module, order):
        with pytest.raises(ProviderDown):
            module.start(order, URLS, WORDS)

    def test_a_provider_without_an_answer_is_down_at_a_look(self, module, order, provider):
        session = module.start(order, URLS, WORDS).session
        for mode in ("down", "slow", "html"):
            with provider.fails(mode):
                for ask in (module.look_up, module.close):
                    with pytest.raises(ProviderDown):
                        ask(session)
                with pytest.raises(ProviderDown):
                    module.resume(replace(order, session=session), URLS, WORDS)
        # What wasn't answered may have been carried out; asking again is safe.
        assert module.close(session).state == "expired"

    def test_the_probe_is_asked_for_in_earnest(self, module, provider):
        with provider.fails("down"), pytest.raises(ProviderDown):
            module.look_up(module.capabilities.probe)

    def test_secrets_never_show(self, module, provider):
        assert provider.secret not in repr(module)

    def _paid(self, module: PaymentModule, order: Order, provider: Any) -> Order:
        session = module.start(order, URLS, WORDS).session
        provider.pays(session)
        payment = module.look_up(session)
        return replace(
            order, session=session, reference=payment.reference, captured=payment.captured.minor
        )
