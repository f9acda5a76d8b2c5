"""The whole demo over HTTP, under everything that anybody may do to it, in any order."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException
from hypothesis.stateful import run_state_machine_as_test
from tests.e2e.launching import launch, make_site, stop, wait_for_note
from tests.e2e.running import Running
from tests.hostile.shop_machine import ShopMachine
from tests.hostile.table import PROPERTY, row
from tests.hostile.target import TIMES

RUNS, STEPS = 8, 25
LATE = 0.2


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Running]:
    """A demo of its own: its clock runs for months."""
    folder = tmp_path_factory.mktemp("hostile")
    make_site(folder)
    process = launch(folder, "--cookies-in-headers", "--reconcile-every", "0")
    try:
        running = Running(folder, wait_for_note(folder, process))
        for desk in running.desks:
            desk.pull("mode", late=LATE)
        yield running
    finally:
        code, said = stop(process)
    assert code == 0, said


def test_no_order_of_events_breaks_the_shop(demo, request, monkeypatch):
    monkeypatch.setattr(ShopMachine, "demo", demo, raising=False)
    monkeypatch.setattr(ShopMachine, "tried", {})
    bounds = settings(
        max_examples=RUNS * TIMES,
        stateful_step_count=STEPS,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate],  # a run can't be repeated with the same clock
        suppress_health_check=list(HealthCheck),
    )
    monkeypatch.setattr(ShopMachine, "stories", [])
    with suppress(HypothesisException):  # of a second try: the clock went on, it says nothing
        run_state_machine_as_test(ShopMachine, settings=bounds)
    told = ShopMachine.tried
    for kind in ("requests", "orders"):
        line = row(f"{kind}, whole demo", "Hypothesis, stateful", told.get(kind, 0))
        request.node.user_properties.append((PROPERTY, line))
    assert not ShopMachine.stories, ShopMachine.stories[0]
    assert {f"answers, {status}" for status in (200, 303, 400, 405, 410)} <= told.keys()
    assert {"orders, paid", "orders, expired"} <= told.keys()
    print(dict(sorted(told.items())))  # noqa: T201  shown if it fails
