"""Two thousand seeds: nothing is lost, doubled, oversold or told too early, whatever failed."""

import pytest
from tests.simulation.answering import listening
from tests.simulation.enumerating import every_fault
from tests.simulation.running import run
from tests.simulation.shop import METHODS
from tests.simulation.shrink import shrunk
from tests.simulation.standing.wire import in_process
from tests.simulation.story import story
from tests.simulation.swarm import KINDS

SEEDS, CHUNK, REAL = 2000, 100, 50


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_invariant_holds_on_every_schedule(first):
    with listening():
        for seed in range(first, first + CHUNK):
            outcome = run(seed)
            if outcome.violation:
                pytest.fail(story(shrunk(outcome)))


@pytest.mark.parametrize("method", KINDS)
@pytest.mark.parametrize("first", range(0, REAL, CHUNK // 2))
def test_every_invariant_holds_with_the_real_payment_modules(method, first):
    with listening(), in_process():
        for seed in range(first, first + CHUNK // 2):
            outcome = run(seed, real=True, methods=(method,))
            if outcome.violation:
                pytest.fail(story(shrunk(outcome)))


@pytest.mark.parametrize("method", METHODS)
def test_every_call_of_a_purchase_may_meet_every_fault(method):
    with listening():
        runs = 0
        for broken, outcome in every_fault(method):
            runs += 1
            assert outcome.violation is None, f"{broken}\n{story(outcome)}"
    assert runs >= 100
