from collections.abc import Iterator

import pytest
from tests.e2e.books import disagreements
from tests.e2e.launching import launch, make_site, stop, wait_for_note
from tests.e2e.running import Running
from tests.e2e.shopper import Shopper


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[Running]:
    """The whole demo in a folder of its own; forms arrive encoded, as AWS sends them.

    When all is bought, the provider's books must agree with the table.
    """
    folder = tmp_path_factory.mktemp("shop")
    make_site(folder)
    process = launch(folder, "--base64-bodies", "--reconcile-every", "0")
    try:
        running = Running(folder, wait_for_note(folder, process))
        yield running
        assert disagreements(running) == []
    finally:
        code, said = stop(process)
    assert code == 0, said


@pytest.fixture
def shopper(demo):
    return Shopper(demo.origin)


@pytest.fixture
def other(demo):
    """A shopper with a browser of their own."""
    return Shopper(demo.origin)


@pytest.fixture(autouse=True)
def _usual_provider(request):
    """Each test finds the provider as usual, whatever the one before did to it."""
    if "demo" in request.fixturenames:
        for desk in request.getfixturevalue("demo").desks:
            desk.pull("mode", notices="once", api="up", late=3.0)
        request.getfixturevalue("demo").pull("mode", create="")
