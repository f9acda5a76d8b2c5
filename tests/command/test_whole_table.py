"""Every item of a table, over DynamoDB's own protocol."""

import pytest

from pelicart.errors import TableDown
from pelicart.store.dynamo import open_store
from pelicart.store.wire import Caller
from pelicart.writes import Write
from pelicart_command import whole_table
from pelicart_command.whole_table import every_item


@pytest.fixture
def environment(local_table, fresh_table):
    return {
        "PELICART_TABLE": fresh_table,
        "AWS_ENDPOINT_URL_DYNAMODB": local_table,
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def test_each_item_comes_once_over_all_pages(environment, monkeypatch):
    store = open_store(environment)
    for number in range(7):
        store.write(Write(f"ITEM#{number}", put={"n": number}))
    pages, call = [], Caller.call

    def small(caller, operation, **asked):
        pages.append(operation)
        return call(caller, operation, **asked, Limit=3)

    monkeypatch.setattr(Caller, "call", small)
    assert sorted(item["n"] for item in every_item(environment)) == list(range(7))
    assert pages == ["Scan"] * 3


def test_a_page_without_an_answer_is_asked_for_again_and_not_for_ever(environment, monkeypatch):
    asked, paused = [], []

    def down(*_, **__):
        asked.append(1)
        raise TableDown("timeout")

    monkeypatch.setattr(Caller, "call", down)
    monkeypatch.setattr(whole_table.time, "sleep", paused.append)
    with pytest.raises(TableDown):
        list(every_item(environment))
    assert (len(asked), len(paused)) == (5, 4)
