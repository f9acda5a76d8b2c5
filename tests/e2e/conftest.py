from collections.abc import Iterator

import pytest
from tests.e2e.launching import launch, make_site, stop, wait_for_note
from tests.e2e.running import Running
from tests.e2e.shopper import Shopper

LAST = "test_books.py"
"""Compares the provider's books with the table, after everything that was bought here."""


def pytest_collection_modifyitems(items):
    """All of it runs in one process, for there is one demo; and the books come last."""
    ours = [item for item in items if item.path.parent.name == "e2e"]
    for item in ours:
        item.add_marker(pytest.mark.xdist_group("demo"))
    items.sort(key=lambda item: item in ours and item.path.name == LAST)


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[Running]:
    """The whole demo in a folder of its own; forms arrive encoded, as AWS sends them."""
    folder = tmp_path_factory.mktemp("shop")
    make_site(folder)
    process = launch(folder, "--base64-bodies", "--reconcile-every", "0")
    try:
        yield Running(folder, wait_for_note(folder, process))
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
def _usual_provider(demo):
    """Each test finds the provider as usual, whatever the one before did to it."""
    demo.pull("mode", notices="once", api="up", create="")
