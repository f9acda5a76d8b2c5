"""The purchase that is measured is one: every function takes part, and all is answered."""

import pytest
from tools.benchmarks.orders import trips, units
from tools.benchmarks.shopping import shopping

from pelicart_infra.functions import FUNCTIONS


# Each call is a new process's, and leaves its connection as a killed one does.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_purchase_runs_through_every_function_and_is_recorded():
    with shopping() as shop:
        names = {call.function for call in shop.calls}
        assert names == {one.name for one in FUNCTIONS}
        ordered = shop.of("checkout")
        operations = [one.asked.operation for one in ordered.exchanges]
        assert "TransactWriteItems" in operations
        assert trips(ordered) == (3, 1)
        assert units(ordered)[0] >= 6
        mails = [e for e in shop.of("tell").exchanges if e.asked.path.startswith("/v2/email")]
        assert len(mails) == 2
        closed = [e.asked.path for e in shop.of("reconcile").exchanges if "/expire" in e.asked.path]
        assert len(closed) == 1
        statuses = {e.status for call in shop.calls for e in call.exchanges}
        assert statuses <= {200, 400}  # the second to settle is refused by its condition
