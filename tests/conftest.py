from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from tests.emulator import MISSING, installed, serve_ministack

import pelicart.logs  # noqa: F401  before Pelican, whose class of loggers drops what repeats
from pelicart_infra.tables import CARDS, MAIN, create_table_request

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from pelicart.store.dynamo import DynamoStore

pytest_plugins = ["tests.hostile.table"]  # prints what was tried, wherever the tests ran

# The same inputs at every run, so that a red run speaks of the change under test; the soaks and
# `make test-all` draw anew each time. No test fails because a machine is slow.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fixed", UNHURRIED, derandomize=True)
settings.register_profile("drawn", UNHURRIED, print_blob=True)
settings.load_profile("fixed")

_literals = providers._get_local_constants


def _literals_if_drawn() -> Any:
    """The literals of our code are inputs, too: of the modules that happen to be imported by then.
    Left out where inputs are fixed, or each would hang on what ran before, and on all our code."""
    return providers._local_constants if settings.default.derandomize else _literals()


providers._get_local_constants = _literals_if_drawn

_numbers = count(1)


@pytest.fixture(scope="session")
def local_table() -> Iterator[str]:
    """Address of DynamoDB's stand-in, shared by the tests of one process."""
    from pelicart_infra.local.table import serve_table  # noqa: PLC0415  a second of imports

    server = serve_table()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def table_client(local_table: str) -> DynamoDBClient:
    from pelicart_infra.local.table import local_client  # noqa: PLC0415

    return local_client(local_table)


@pytest.fixture
def fresh_table(table_client: DynamoDBClient) -> Iterator[str]:
    """Name of an empty table of one test's own."""
    name = f"pelicart-{next(_numbers)}"
    table_client.create_table(**create_table_request(MAIN, name))
    yield name
    table_client.delete_table(TableName=name)


@pytest.fixture
def fresh_cards(table_client: DynamoDBClient) -> Iterator[str]:
    """Name of an empty second table of one test's own."""
    name = f"pelicart-cards-{next(_numbers)}"
    table_client.create_table(**create_table_request(CARDS, name))
    yield name
    table_client.delete_table(TableName=name)


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of another imitation of AWS, for slow tests; they are skipped where it isn't."""
    if not installed():
        pytest.skip(MISSING)
    with serve_ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture
def ministack_tables(ministack: str) -> Iterator[DynamoStore]:
    """A store over two fresh tables of ministack's."""
    from pelicart.store.dynamo import DynamoStore  # noqa: PLC0415
    from pelicart_infra.local.table import local_client  # noqa: PLC0415

    names = [f"pelicart-{next(_numbers)}", f"pelicart-cards-{next(_numbers)}"]
    with closing(local_client(ministack)) as client:
        for definition, name in zip((MAIN, CARDS), names, strict=True):
            client.create_table(**create_table_request(definition, name))
        yield DynamoStore(client, *names)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Notes how much a test has tried; it is printed when all have run."""

    def note(what: str, amount: object) -> None:
        request.node.user_properties.append(("figure", f"{what}: {amount}"))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the tests noted as `figure`, of those that passed."""
    noted = [
        value
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == "figure" and report.when == "call"
    ]
    for line in noted:
        terminalreporter.write_line(line)
