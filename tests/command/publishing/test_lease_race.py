"""The lease on a table that is atomic by itself, and by threads that really run at once."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from pelicart_command.publishing.errors import Held
from pelicart_command.publishing.lease import KEY, LASTS, SKEW, Lease

MANY, ROUNDS = 8, 12


@pytest.mark.slow
@pytest.mark.parametrize("dead", [False, True])
def test_of_many_that_come_at_once_one_gets_it(ministack_tables, dead, figure):
    store = ministack_tables
    for number in range(ROUNDS):
        now = 1_800_000_000 + number * 10 * LASTS
        if dead:
            Lease(store, f"dead{number}", "dead", lambda now=now: now - LASTS - SKEW - 1).take()
        gate, got = Barrier(MANY), []

        def takes(mark, now=now, gate=gate, got=got):
            lease = Lease(store, mark, mark, lambda: now)
            gate.wait()
            try:
                lease.take()
            except Held:
                return
            got.append(lease)

        threads = [Thread(target=takes, args=(f"{number}-{one}",)) for one in range(MANY)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == 1
        assert store.read([KEY])[KEY]["holder"] == got[0]._mark
        got[0].release()
        assert store.read([KEY]) == {}
    figure("publishes that came at once", MANY * ROUNDS)
