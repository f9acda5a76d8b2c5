from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest

import pelicart.logs  # noqa: F401  before Pelican, whose class of loggers drops what repeats
from pelicart_infra.tables import CARDS, MAIN, create_table_request

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytest_plugins = ["tests.hostile.table"]  # prints what was tried, wherever the tests ran

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
