"""A seed is one schedule, for ever: what it found is found again, told, and made small."""

import subprocess
import sys

import pytest
from tests.simulation.answering import listening
from tests.simulation.planted import BUGS
from tests.simulation.running import replay, run
from tests.simulation.shrink import shrunk
from tests.simulation.standing.wire import in_process
from tests.simulation.story import story

SEEDS = range(12)
TRACES = """
from tests.simulation.answering import listening
from tests.simulation.running import run
with listening():
    print(*(run(seed).trace for seed in range(5)))
"""


def planted(name):
    (bug,) = (bug for bug in BUGS if bug.name == name)
    return bug


def test_the_same_seed_does_the_same_to_the_letter():
    with listening():
        assert [run(seed).trace for seed in SEEDS] == [run(seed).trace for seed in SEEDS]


def test_another_process_sees_the_same():
    with listening():
        here = [run(seed).trace for seed in range(5)]
    for salt in ("1", "2"):  # of the hashes of text: no set's order may matter
        said = subprocess.run(
            [sys.executable, "-c", TRACES],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": salt, "PYTHONPATH": "."},
        )
        assert said.stdout.split() == here


def test_a_seed_with_the_real_modules_does_the_same_again():
    with listening(), in_process():
        for seed in range(8):
            first = run(seed, real=True)
            assert run(seed, real=True).trace == first.trace
            assert replay(first.swarm, first.steps).trace == first.trace


def test_different_seeds_differ():
    with listening():
        assert len({run(seed).trace for seed in SEEDS}) == len(SEEDS)


def test_steps_that_were_noted_can_be_taken_again():
    with listening():
        for seed in SEEDS:
            first = run(seed)
            assert replay(first.swarm, first.steps).trace == first.trace


@pytest.fixture
def failing(monkeypatch):
    """A long schedule that ended badly."""
    planted("a second attempt while the first is payable").plant(monkeypatch)
    with listening():
        runs = (run(seed) for seed in range(200))
        yield next(one for one in runs if one.violation and len(one.steps) > 15)


def test_a_failing_schedule_is_made_small(failing):
    small = shrunk(failing)
    assert len(small.steps) < len(failing.steps)
    assert str(small.violation.rule) == str(failing.violation.rule)
    for left_out in range(len(small.steps)):
        steps = [*small.steps[:left_out], *small.steps[left_out + 1 :]]
        again = replay(small.swarm, steps).violation
        assert again is None or again.rule != small.violation.rule


def test_a_story_says_who_did_what_and_what_the_order_became(failing):
    told = story(shrunk(failing))
    assert told.startswith(f"seed {failing.swarm.seed}: ")
    assert "ada.order" in told or "bob.order" in told
    assert "=> " in told
    assert "new, attempt 1" in told
    assert told.splitlines()[-1].strip().startswith(f"BROKEN {failing.violation.rule}: ")
