import dataclasses

import pytest

from pelicart.writes import SORTED_BY
from pelicart_infra.tables import CARDS, MAIN, Attribute, create_table_request


def test_the_main_table_is_asked_for_as_it_is_defined():
    assert create_table_request(MAIN, "shop") == {
        "TableName": "shop",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "key", "AttributeType": "S"},
            {"AttributeName": "due", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "N"},
            {"AttributeName": "untold", "AttributeType": "S"},
            {"AttributeName": "tell_at", "AttributeType": "N"},
            {"AttributeName": "listing", "AttributeType": "S"},
            {"AttributeName": "listed_at", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "key", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "due",
                "KeySchema": [
                    {"AttributeName": "due", "KeyType": "HASH"},
                    {"AttributeName": "due_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
            {
                "IndexName": "untold",
                "KeySchema": [
                    {"AttributeName": "untold", "KeyType": "HASH"},
                    {"AttributeName": "tell_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
            {
                "IndexName": "listing",
                "KeySchema": [
                    {"AttributeName": "listing", "KeyType": "HASH"},
                    {"AttributeName": "listed_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    }


def test_a_table_without_a_stream_asks_for_none():
    streamless = dataclasses.replace(MAIN, stream=None)
    assert "StreamSpecification" not in create_table_request(streamless, "cards")


def test_an_attribute_that_several_keys_share_is_declared_once():
    shared = dataclasses.replace(MAIN.indexes[0], name="again")
    assert dataclasses.replace(MAIN, indexes=(*MAIN.indexes, shared)).attributes == MAIN.attributes


def test_the_store_asks_the_indexes_that_the_table_has():
    assert {index.name: index.sort.name for index in MAIN.indexes} == dict(SORTED_BY)
    assert all(index.partition == Attribute(index.name, "S") for index in MAIN.indexes)


def test_the_table_made_is_the_table_defined(table_client, fresh_table):
    made = table_client.describe_table(TableName=fresh_table)["Table"]
    asked = create_table_request(MAIN, fresh_table)
    assert made["KeySchema"] == asked["KeySchema"]
    assert made["StreamSpecification"] == asked["StreamSpecification"]
    assert made["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    indexes = [
        {part: index[part] for part in ("IndexName", "KeySchema", "Projection")}
        for index in made["GlobalSecondaryIndexes"]
    ]
    assert indexes == asked["GlobalSecondaryIndexes"]


def test_the_definition_cannot_be_changed_in_passing():
    with pytest.raises(dataclasses.FrozenInstanceError):
        MAIN.ttl = "other"


def test_no_copy_of_a_card_outlives_it():
    assert not CARDS.point_in_time_recovery
    assert (CARDS.stream, CARDS.indexes, CARDS.ttl) == (None, (), "ttl")
    request = create_table_request(CARDS, "cards")
    assert not {"StreamSpecification", "GlobalSecondaryIndexes"} & request.keys()
