"""Whatever comes from outside is read, or refused in our words: quickly, and nothing in error."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.mutating import bent, nearly, of_json
from tests.hostile.target import SLOWEST, TIMES, Accepted, Tally, Target, TooSlow
from tests.hostile.targets import TARGETS

from pelicart.errors import Forged

EXAMPLES = 150
ALL = list(HealthCheck)


def hostile(target):
    """Inputs for a target, of both kinds where it reads JSON."""
    altered = nearly(target.seeds, target.words)
    return st.one_of(altered, bent(target.seeds)) if of_json(target.seeds) else altered


@pytest.mark.parametrize("kind", TARGETS)
def test_altered_input_is_read_or_refused(kind, counted):
    target, tally = TARGETS[kind], Tally(kind)
    bounds = settings(
        max_examples=EXAMPLES * TIMES,
        suppress_health_check=ALL,
        report_multiple_bugs=False,
    )

    @bounds
    @given(hostile(target))
    def tried(data):
        tally.tries(target, data)

    with counted(tally):
        tried()
    assert tally.refused


@pytest.mark.parametrize("kind", [kind for kind in TARGETS if "other formats" not in kind])
def test_what_is_genuine_is_read(kind):
    tally = Tally(kind)
    read = [tally.tries(TARGETS[kind], seed) for seed in TARGETS[kind].seeds]
    assert read[0]


def test_a_reader_that_crashes_believes_or_dawdles_is_found():
    def crashes(data):
        return data[1000]

    def believes(_):
        raise Accepted

    def dawdles(_):
        end = time.thread_time() + 1.1 * SLOWEST
        while time.thread_time() < end:
            pass

    for read, found in ((crashes, IndexError), (believes, Accepted), (dawdles, TooSlow)):
        with pytest.raises(found):
            Tally("planted").tries(Target("planted", read, [b"x"]), b"x")


def test_a_refusal_is_counted_and_no_finding():
    def refuses(_):
        raise Forged

    tally = Tally("planted")
    assert not tally.tries(Target("planted", refuses, [b"x"]), b"x")
    assert (tally.tried, tally.refused) == (1, 1)
