"""Failure 30: every currency, at every edge, in the way of every provider."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

from pelicart.errors import ProviderRefused
from pelicart.money import EXPONENTS, LARGEST, Money, decimal_text, minor_units
from pelicart.payments.mollie import amounts as mollie
from pelicart.payments.monetico import amounts as monetico
from pelicart.payments.paypal import amounts as paypal
from pelicart.payments.stripe import amounts as stripe

STEPS = sorted({step * 10**power for power in range(9) for step in (1, 2, 5, 9)})
AMOUNTS = sorted(
    {near for step in STEPS for near in (step - 1, step, step + 1) if 0 <= near <= LARGEST}
    | {LARGEST - 1, LARGEST, *range(1, 120)}
)
STRIPES_OWN = {"ISK": 2, "UGX": 2, "MGA": 0}
"""Decimals that Stripe counts, where they aren't those of ISO 4217."""


@dataclass(frozen=True)
class Way:
    """How a provider says money: `said` of a sum or None, `read` back, and its plain value."""

    accepts: Callable[[Money], bool]
    said: Callable[[Money], object]
    read: Callable[[object, str], Money | None]
    value: Callable[[object, str], Decimal]


def by_bank(money: Money) -> str | None:
    try:
        return monetico.amount_text(money)
    except ProviderRefused:
        return None


def of_mollie(money: Money) -> dict[str, str] | None:
    return mollie.wire_amount(money) if money.currency in mollie.CURRENCIES else None


def in_stripes(amount, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-STRIPES_OWN.get(currency, EXPONENTS[currency]))


WAYS = {
    "shop": Way(
        lambda _: True,
        lambda money: decimal_text(money.minor, money.currency),
        lambda said, currency: Money(minor_units(said, currency), currency),
        lambda said, _: Decimal(said),
    ),
    "stripe": Way(
        stripe.chargeable,
        stripe.wire_amount,
        lambda said, currency: stripe.money_of(said, currency.lower()),
        in_stripes,
    ),
    "paypal": Way(
        paypal.chargeable, paypal.wire_text, paypal.money_of, lambda said, _: Decimal(said)
    ),
    "mollie": Way(
        mollie.payable,
        of_mollie,
        lambda said, _: mollie.money_of(said),
        lambda said, _: Decimal(said["value"]),
    ),
    "monetico": Way(
        monetico.payable,
        by_bank,
        lambda said, _: monetico.money_of(said),
        lambda said, _: Decimal(said[:-3]),
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_failure_30_what_is_said_is_worth_the_same_and_reads_back_in_every_currency(name):
    way, said_at_all = WAYS[name], set()
    for currency, exponent in EXPONENTS.items():
        for minor in AMOUNTS:
            money = Money(minor, currency)
            said = way.said(money)
            if said is None:
                assert not way.accepts(money), money
                continue
            said_at_all.add(currency)
            assert way.value(said, currency) == Decimal(minor).scaleb(-exponent), money
            assert way.read(said, currency) == money
    assert said_at_all >= {"EUR", "JPY", "HUF"}


@pytest.mark.parametrize("name", sorted(WAYS.keys() - {"shop"}))
@pytest.mark.parametrize("minor", [0, -1, -100])
def test_failure_30_nothing_is_asked_of_a_provider_that_is_no_payment(name, minor):
    assert not any(WAYS[name].accepts(Money(minor, currency)) for currency in EXPONENTS)


@pytest.mark.parametrize("currency", [one for one, places in EXPONENTS.items() if places == 3])
def test_failure_30_the_third_decimal_is_left_to_nobodys_rounding(currency):
    for name in ("stripe", "monetico"):
        said = [WAYS[name].said(Money(minor, currency)) for minor in range(12340, 12351)]
        assert [one is not None for one in said[1:-1]] == [False] * 9
    assert not any(WAYS[name].accepts(Money(12340, currency)) for name in ("paypal", "mollie"))
