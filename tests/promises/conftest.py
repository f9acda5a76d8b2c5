from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.pelicart.conftest import compiled_once
from tests.pelicart.shopfront import Browser, Shopfront
from tests.promises.catcher import catching
from tests.promises.kinds import KINDS, Kind
from tests.promises.rig import Rig

from pelicart.payments import built
from pelicart.wiring import Wiring

IMPATIENT = (2, 1.0)

Told = Callable[[object, str], None]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def rig(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """A shop that is paid by this module alone, and asks impatiently."""
    front = Shopfront()
    front.publish(methods={"card": {"module": kind.name}})
    with catching(kind.taken) as catcher:
        server = kind.start(catcher.url, lambda: front.moment)
        environment = {**front.environment, **kind.environment(server.url)}

        def build(path: str, given: Any) -> Any:
            return replace(built(path, given), timeout=IMPATIENT)

        front.wired = Wiring(
            front.wired.store,
            lambda: front.moment,
            environment,
            front.wired.entropy,
            build,
        )
        _answered_by(front, monkeypatch)
        with httpx.Client(trust_env=False) as client:
            yield Rig(kind, front, server, catcher, Browser(front), client)
        server.stop()


def _answered_by(front: Shopfront, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pelicart.pages.ImmutableSandboxedEnvironment", compiled_once)
    for module in ("pelicart.entry", "pelicart.endpoints.reconcile"):
        monkeypatch.setattr(f"{module}.wiring", lambda: front.wired)
    monkeypatch.setattr("stripe.HTTPClient.INITIAL_DELAY", 0.01)
    monkeypatch.setattr("stripe.HTTPClient.MAX_DELAY", 0.01)


@pytest.fixture
def told(request: pytest.FixtureRequest, kind: Kind) -> Told:
    """Notes what the provider was answered and what became of the order, for the table."""

    def note(answer: object, effect: str) -> None:
        promise = request.node.get_closest_marker("promise").args[0]
        request.node.user_properties.append(("promise", [promise, kind.name, str(answer), effect]))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table of promises and modules, filled from this run alone."""
    rows: dict[str, dict[str, str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "promise":
                    promise, module, answer, effect = value
                    kept = f"{answer} → {effect}" if outcome == "passed" else "BROKEN"
                    rows.setdefault(promise, {})[module] = kept
    if rows and terminalreporter.config.getoption("verbose") >= 0:
        _print(terminalreporter, rows)


def _print(reporter: Any, rows: dict[str, dict[str, str]]) -> None:
    modules = sorted({module for row in rows.values() for module in row})
    reporter.write_line("")
    reporter.write_line("| promise | " + " | ".join(modules) + " |")
    reporter.write_line("|---" * (len(modules) + 1) + "|")
    for promise in sorted(rows):
        cells = (rows[promise].get(module, "") for module in modules)
        reporter.write_line(f"| {promise} | " + " | ".join(cells) + " |")
