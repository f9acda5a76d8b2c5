import threading
import time

import pytest

from pelicart_command.publishing.parallel import in_parallel


@pytest.mark.parametrize("workers", [1, 4])
def test_every_job_is_done_once(workers):
    done = []
    in_parallel(done.append, range(1, 200), workers)
    assert sorted(done) == list(range(1, 200))


@pytest.mark.parametrize("workers", [1, 4])
def test_the_first_that_fails_is_raised_and_no_more_are_begun(workers):
    begun = []

    def work(job):
        begun.append(job)
        if job == 5:
            raise ValueError(job)
        time.sleep(0.001)

    with pytest.raises(ValueError, match="5"):
        in_parallel(work, range(1, 1000), workers)
    assert len(begun) < 50


def test_jobs_are_taken_from_their_source_as_they_are_done():
    taken = []

    def jobs():
        for number in range(1, 100):
            taken.append(number)
            yield number

    def work(job):
        assert len(taken) <= job + 3

    in_parallel(work, jobs(), 3)


def test_so_many_are_done_at_once():
    gate = threading.Barrier(3, timeout=5)
    in_parallel(lambda _: gate.wait(), [1, 2, 3], 3)
