"""What a purchase asks of the table, and what 1,000 of them cost on AWS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pelicart_infra.prices import AS_OF, BUDGET, REGION, costs
from tools.benchmarks.budgets import Budget, told
from tools.benchmarks.shopping import Call, shopping
from tools.benchmarks.warm import measured, medians

MEMORY_GB = 0.5
"""As `pelicart_infra.aws.functions` gives each function."""

WAITS = 0.35
"""Seconds that a provider takes for an answer, billed while the function waits. Taken, not
measured: none is asked from here."""

TRIP = 0.006
"""Seconds of a round trip to the table, taken as well."""

KILOBYTE = Decimal(1) / 1_000_000
LOGGED, PAGE = 0.6, 12
"""Kilobytes of log of each invocation (Lambda's own report), and of a page to the browser."""

ORDERING, REVIEWING, NOTICED = Budget(2), Budget(1), Budget(1)
"""Round trips to the table that the plan allows. An order takes one more while the shop's limits
are on: the press is counted."""


def run() -> None:
    """Prints round trips, units and money."""
    with shopping() as shop:
        calls = [call for call in shop.calls if call.function != "reconcile"]
        paid = calls[: next(n for n, c in enumerate(calls) if c.function == "tell") + 1]
        print("\nA purchase of one thing by card, as recorded: each process's settings apart")
        print(f"{'':34}{'table':>7}{'provider':>10}{'writes':>8}{'reads':>8}  units; round trips")
        for call in paid:
            print(f"{call.function + ': ' + call.what:34}{_row(call)}  {_allowed(call)}")
        _money(paid, medians(measured(shop, 100)[1]))


def _row(call: Call) -> str:
    table, provider = trips(call)
    writes, reads = units(call)
    return f"{table:7}{provider:10}{writes:8.0f}{reads:8.1f}"


def _allowed(call: Call) -> str:
    orders = any(one.asked.operation == "TransactWriteItems" for one in call.exchanges)
    budget = {"checkout": ORDERING if orders else REVIEWING, "payment_notice": NOTICED}
    found = budget.get(call.function)
    return told(trips(call)[0], found, ".0f") if found else ""


def trips(call: Call) -> tuple[int, int]:
    """Requests to the table and to a provider; mails are neither."""
    table = sum(bool(one.asked.operation) for one in call.exchanges) - len(_settings(call))
    provider = sum(one.asked.path.startswith("/v1/") for one in call.exchanges)
    return table, provider


def units(call: Call) -> tuple[float, float]:
    """Write and read units, without those of settings and templates: read once a minute."""
    used = [one for one in call.used if one.bytes < _SETTINGS]
    return sum(one.writes for one in used), sum(one.reads for one in used)


_SETTINGS = 40_000
"""Bytes that only settings and templates have."""


def _settings(call: Call) -> Sequence[object]:
    return [one for one in call.used if one.bytes >= _SETTINGS]


def _money(calls: Sequence[Call], seconds: Mapping[str, float]) -> None:
    pages = sum(call.event.get("rawPath") is not None for call in calls)
    mails = sum(one.asked.path.startswith("/v2/email") for call in calls for one in call.exchanges)
    usage: dict[str, Decimal | float] = {
        "table-write": sum(units(call)[0] for call in calls),
        "table-read": sum(units(call)[1] for call in calls),
        "invocation": len(calls),
        "gb-second": MEMORY_GB * sum(_billed(call, seconds) for call in calls),
        "api-request": pages,
        "cdn-request": pages,
        "cdn-gb": pages * PAGE * KILOBYTE,
        "mail": mails,
        "log-gb": len(calls) * Decimal(str(LOGGED)) * KILOBYTE,
    }
    print(
        f"\n1,000 such orders on AWS in {REGION}, US dollars by the lists of {AS_OF}, no free tier"
    )
    parts = costs(usage)
    for name, usd in sorted(parts.items(), key=lambda part: -part[1]):
        print(f"{name:16}{usage[name]:>12.4f} an order {1000 * usd:>10.4f}")
    whole = told(float(1000 * sum(parts.values())), Budget(float(BUDGET)))
    print(f"{'together':16}{'':21} {whole}")
    print(
        f"billed time: measured warm medians, {WAITS} s for each call of the provider, {TRIP} s for"
    )
    print("for each of the table, both taken, not measured; pages before the cart are left out")


def _billed(call: Call, seconds: Mapping[str, float]) -> float:
    table, provider = trips(call)
    return seconds[call.function] + table * TRIP + provider * WAITS
