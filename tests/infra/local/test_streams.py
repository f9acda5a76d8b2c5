"""The local table's stream: every change that was made, none that was rolled back.

What an update makes is told twice by moto, first as an item of its key alone: these tests put.
"""

from __future__ import annotations

import copy
import time

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from pelicart.store.dynamo import DynamoStore
from pelicart.stream import moved
from pelicart.writes import Absent, AtLeast, Refused, Write
from pelicart_infra.local import stream
from pelicart_infra.local.table import REGION


@pytest.fixture
def client(local_table):
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("dynamodbstreams", endpoint_url=local_table, region_name=REGION, **keys)
    yield client
    client.close()


@pytest.fixture
def news(client, fresh_table):
    """What is new in the stream at each call, as a function is told it."""
    looks = stream.records(client, fresh_table)
    return lambda: next(looks)


@pytest.fixture
def store(table_client, fresh_table):
    return DynamoStore(table_client, fresh_table)


def keys(records):
    return [record["dynamodb"]["Keys"]["key"]["S"] for record in records]


def test_each_change_is_told_once_in_turn(store, news):
    store.write(Write("ORDER#A", put={"history": [1]}))
    store.write(Write("ORDER#A", append={"history": [2]}))
    one, two = news()
    assert (one["eventName"], two["eventName"]) == ("INSERT", "MODIFY")
    assert two["dynamodb"]["OldImage"]["history"] == {"L": [{"N": "1"}]}
    assert two["dynamodb"]["NewImage"]["history"] == {"L": [{"N": "1"}, {"N": "2"}]}
    assert int(one["dynamodb"]["SequenceNumber"]) < int(two["dynamodb"]["SequenceNumber"])
    assert news() == []
    store.write(Write("ORDER#A", delete=True))
    assert [record["eventName"] for record in news()] == ["REMOVE"]


def test_a_record_has_the_shape_of_lambdas_event(store, news):
    store.write(Write("ORDER#A", put={"history": [1]}))
    (record,) = news()
    assert record["eventSource"] == "aws:dynamodb"
    assert record["awsRegion"] == REGION
    assert record["eventSourceARN"].startswith(f"arn:aws:dynamodb:{REGION}:")
    assert record["dynamodb"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert abs(record["dynamodb"]["ApproximateCreationDateTime"] - time.time()) < 60
    assert moved({"Records": [record]}) == {"A": record["dynamodb"]["SequenceNumber"]}


def test_a_transaction_is_told_change_by_change(store, news):
    store.write_all([Write("ORDER#A", put={"n": 1}), Write("STOCK#A", put={"avail": 2})])
    assert sorted(keys(news())) == ["ORDER#A", "STOCK#A"]


def test_a_transaction_that_failed_is_not_told_and_hides_nothing_after_it(store, news):
    store.write(Write("STOCK#A", put={"avail": 5}))
    assert keys(news()) == ["STOCK#A"]
    for _ in range(2):
        sold_out = Write("STOCK#A", expect=(AtLeast("avail", 9),), add={"avail": -9})
        with pytest.raises(Refused):
            store.write_all([Write("ORDER#B", put={"n": 1}), sold_out])
        assert news() == []
    store.write(Write("ORDER#C", put={"n": 1}))
    assert keys(news()) == ["ORDER#C"]
    store.write_all([Write("ORDER#D", put={"n": 1}), Write("STOCK#A", add={"avail": -1})])
    assert sorted(keys(news())) == ["ORDER#D", "STOCK#A"]


def test_a_write_that_was_refused_is_not_told(store, news):
    store.write(Write("ORDER#A", put={"n": 1}))
    with pytest.raises(Refused):
        store.write(Write("ORDER#A", expect=(Absent("key"),), set={"n": 2}))
    assert len(news()) == 1


def test_a_long_stream_makes_transactions_no_slower(store, fresh_table):
    """moto copies a table before each transaction, with all that its stream holds."""
    for n in range(3):
        store.write(Write("ORDER#A", set={"n": n}))
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[fresh_table]
    copied, kept = copy.deepcopy(table).stream_shard.items, table.stream_shard.items
    assert copied is not kept
    assert [id(record) for record in copied] == [id(record) for record in kept] != []


def test_a_stream_is_read_for_long_without_keeping_every_place(news):
    for _ in range(300):
        assert news() == []
