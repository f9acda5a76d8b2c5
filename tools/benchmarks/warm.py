"""Warm answers: one process, the same event over and over, through AWS's runtime client."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat

from pelicart_infra.functions import FUNCTIONS
from tools.benchmarks.code import codes
from tools.benchmarks.exchanges import Replay
from tools.benchmarks.lambdas import Code, warm
from tools.benchmarks.shopping import Call, Shopping, shopping


@dataclass(frozen=True, slots=True)
class Warm:
    """Sorted seconds of one function's answers; of them those of whom it asked, so many times."""

    times: list[float]
    asked: float
    trips: int


def run(runs: int = 300) -> None:
    """Prints milliseconds of an answer, and what of it is spent by those who are asked."""
    with shopping() as shop:
        version, found = measured(shop, runs)
    print(f"\nWarm answers on CPython {version}, real bundles, {runs} of each")
    print("ms from the runtime's next event to its answer; asked: what table and provider,")
    print("recorded and answered at once on this machine, take of it; http, no TLS")
    print(f"{'':18}{'p50':>8}{'p99':>8}{'asked':>8}{'trips':>7}")
    for name, one in found.items():
        p50, p99 = one.times[len(one.times) // 2], one.times[len(one.times) * 99 // 100]
        cells = "".join(f"{1000 * seconds:8.1f}" for seconds in (p50, p99, one.asked))
        print(f"{name:18}{cells}{one.trips:7}")


def measured(shop: Shopping, runs: int) -> tuple[str, dict[str, Warm]]:
    """The version of Python, and each function's answers."""
    replay = Replay()
    with replay.serving() as outside:
        built = codes(shop.around, outside, cold=False)
        found = {
            one.name: _answers(built.by_name[one.name, True], shop.of(one.name), replay, runs)
            for one in FUNCTIONS
        }
    return built.version, found


def medians(found: Mapping[str, Warm]) -> dict[str, float]:
    """Seconds of each function's own work."""
    return {name: one.times[len(one.times) // 2] - one.asked for name, one in found.items()}


def _answers(code: Code, call: Call, replay: Replay, runs: int) -> Warm:
    """The first answer isn't counted: it is a cold one."""
    replay.load(call.exchanges)
    times, asked = [], []
    for seconds, answer in warm(code, map(Call.fresh, repeat(call, runs + 1))):
        if replay.strange or answer.get("statusCode", 200) >= 400:
            sys.exit(f"{call.function} answered {answer} and asked {replay.strange}")
        times.append(seconds)
        asked.append(replay.seconds)
        trips = replay.asked
        replay.rewind()
    return Warm(sorted(times[1:]), sorted(asked[1:])[runs // 2], trips)
