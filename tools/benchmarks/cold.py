"""Cold starts: from the start of a process to its first answer, through AWS's runtime client."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping
from typing import Any

from pelicart_infra.functions import FUNCTIONS
from tools.benchmarks.budgets import Budget, told
from tools.benchmarks.code import EMPTY, PLAIN, USUAL, YARDSTICKS, codes
from tools.benchmarks.exchanges import Asked, Exchange, Replay
from tools.benchmarks.lambdas import Cold, cold
from tools.benchmarks.shopping import Shopping, shopping

HALF = 0.5
ORDER = b'{"Item": {"key": {"S": "ORDER#order"}, "state": {"S": "paid"}}}'
Name = tuple[str, bool]


def run(runs: int = 7) -> None:
    """Prints milliseconds over an empty handler, and the ratio that is budgeted."""
    replay = Replay()
    with shopping() as shop, replay.serving() as outside:
        built = codes(shop.around, outside)
        found: dict[Name, list[Cold]] = {name: [] for name in built.by_name}
        for round_ in range(runs + 1):
            for name, code in built.by_name.items():
                replay.load(_exchanges(shop, name[0]))
                cost, answer = cold(code, _event(shop, name[0]))
                _check(name[0], answer, replay, _asks(shop, name[0]))
                if round_:
                    found[name].append(cost)
    print(f"\nCold start on CPython {built.version}, real bundles, AWS's runtime client")
    print(f"ms over an empty handler, wall / processor (median of {runs}); answers of table and")
    print("provider are recorded ones, given at once over http on this machine")
    _print(found)


def _event(shop: Shopping, name: str) -> Mapping[str, Any]:
    event = shop.of("checkout" if name in YARDSTICKS else name).fresh()
    return {**event, "requestContext": {**event.get("requestContext", {}), "stage": "$default"}}


def _exchanges(shop: Shopping, name: str) -> tuple[Exchange, ...]:
    """What ours says; the yardsticks' transaction and session are answered by the same."""
    if name not in YARDSTICKS:
        return shop.of(name).exchanges
    read = Exchange(Asked("POST", "/", "GetItem", b""), 200, (), ORDER)
    return (*shop.of("checkout").exchanges, read)


def _asks(shop: Shopping, name: str) -> int:
    """Requests of one answer: a token and a read, or a transaction and a session."""
    yardsticks = {EMPTY: 0, PLAIN: 1, USUAL: 2}
    return yardsticks[name] if name in yardsticks else len(shop.of(name).exchanges)


def _check(name: str, answer: Any, replay: Replay, asks: int) -> None:  # noqa: ANN401  JSON
    """A benchmark of errors is none, nor is one of less than what was recorded."""
    status = answer.get("statusCode", 200)
    if replay.strange or status >= 400 or replay.asked != asks:
        sys.exit(f"{name} answered {answer}, asked {replay.asked} of {asks} and {replay.strange}")


def _print(found: Mapping[Name, list[Cold]]) -> None:
    empty = {one: _median(found[EMPTY, one]) for one in (True, False)}
    over = {
        name: Cold(cost.wall - empty[name[1]].wall, cost.cpu - empty[name[1]].cpu)
        for name, cost in ((name, _median(costs)) for name, costs in found.items())
    }
    print(f"{'':22}{'compiled':>14}{'sources only':>16}   ratio of processor time, compiled")
    for name in (*(one.name for one in FUNCTIONS), PLAIN, USUAL):
        cells = f"{_text(over[name, True]):>14}{_text(over[name, False]):>16}"
        print(f"{YARDSTICKS.get(name, name):22}{cells}   {_ratio(name, over)}")


def _ratio(name: str, over: Mapping[Name, Cold]) -> str:
    if name in YARDSTICKS:
        return ""
    yardstick = USUAL if name == "checkout" else PLAIN
    ratio = over[name, True].cpu / over[yardstick, True].cpu
    return told(ratio, Budget(HALF, f"of {YARDSTICKS[yardstick]}"))


def _median(costs: list[Cold]) -> Cold:
    return Cold(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
    )


def _text(cost: Cold) -> str:
    return f"{1000 * cost.wall:.0f} / {1000 * cost.cpu:.0f}"
