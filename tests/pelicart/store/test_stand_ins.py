"""What the stand-ins take and DynamoDB refuses: why their word is no proof, and what is.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html and the API's
reference. A case that fails here is a stand-in that was mended: then its line may go.
"""

import pytest
from botocore.exceptions import ClientError

from pelicart.store.attributes import to_attributes
from pelicart.store.limits import check_transaction
from pelicart.writes import Is, Write

BOTH, MOTO, MINISTACK = {"moto", "ministack"}, {"moto"}, {"ministack"}
FULL = {"n": 1, "yes": True, "parts": {"a": "x"}, "state": "new", "due": "P", "due_at": 1}


class Table:
    """A stand-in, and calls of it that DynamoDB refuses."""

    def __init__(self, client, name):
        self.client, self.name = client, name
        self.put("A", **FULL)

    def put(self, key, **item):
        return self.client.put_item(TableName=self.name, Item=to_attributes({"key": key, **item}))

    def raw(self, key, **attributes):
        item = {"key": {"S": key}, **attributes}
        return self.client.put_item(TableName=self.name, Item=item)

    def update(self, expression, condition="", **values):
        more = {"ConditionExpression": condition} if condition else {}
        given = {f":{name}": value for name, value in values.items()}
        return self.client.update_item(
            TableName=self.name,
            Key={"key": {"S": "A"}},
            UpdateExpression=expression,
            ExpressionAttributeValues=to_attributes(given),
            **more,
        )

    def transact(self, *actions, **more):
        named = [
            {verb: {"TableName": self.name, **request} for verb, request in action.items()}
            for action in actions
        ]
        return self.client.transact_write_items(TransactItems=named, **more)


def put_action(key, **item):
    return {"Put": {"Item": to_attributes({"key": key, **item})}}


def same_token_for_another_request(table):
    token = {"ClientRequestToken": "t" * 32}
    table.transact(put_action("B"), **token)
    table.transact(put_action("C"), **token)


def over_four_megabytes(table):
    table.transact(*(put_action(f"K{number}", text="x" * 390_000) for number in range(11)))


def filtered_by_its_key(table):
    table.client.query(
        TableName=table.name, IndexName="due", KeyConditionExpression="due = :d AND due_at <= :n",
        FilterExpression="due_at > :n",
        ExpressionAttributeValues={":d": {"S": "P"}, ":n": {"N": "1"}},
    )  # fmt: skip


def among_a_hundred_and_one(table):
    values = {f"v{number}": number for number in range(101)}
    table.update("SET x = :v0", f"n IN ({', '.join(f':{name}' for name in values)})", **values)


def nested(depth):
    return [nested(depth - 1)] if depth else []


CASES = {
    "a number of 39 digits": (lambda t: t.raw("B", n={"N": str(10**38)}), BOTH),
    "text where an index wants a number": (lambda t: t.put("B", due="P", due_at="late"), MOTO),
    "true as the number one": (lambda t: t.update("SET x = :x", "yes = :x", x=1), MOTO),
    "no field as null": (lambda t: t.update("SET x = :x", "nothing = :x", x=None), MOTO),
    "a list 40 deep": (lambda t: t.put("B", deep=nested(40)), MOTO),
    "a transaction of over 4 MB": (over_four_megabytes, MOTO),
    "a token used for another request": (same_token_for_another_request, MOTO),
    "more than a hundred values to be among": (among_a_hundred_and_one, BOTH),
    "a field set twice": (lambda t: t.update("SET x = :a, x = :b", a=1, b=2), MINISTACK),
    "a map and its part": (lambda t: t.update("SET parts.a = :a, parts = :b", a=1, b=0), MINISTACK),
    "the reserved word size": (lambda t: t.update("SET size = :a", a=1), MINISTACK),
    "a key in a filter": (filtered_by_its_key, BOTH),
}  # fmt: skip


@pytest.fixture(params=["moto", pytest.param("ministack", marks=pytest.mark.slow)])
def stand_in(request):
    if request.param == "ministack":
        store = request.getfixturevalue("ministack_tables")
        return request.param, Table(store._client, store._table)
    client = request.getfixturevalue("table_client")
    return request.param, Table(client, request.getfixturevalue("fresh_table"))


@pytest.mark.parametrize("case", CASES)
def test_a_stand_in_takes_what_dynamodb_refuses(stand_in, case):
    name, table = stand_in
    attempt, lenient = CASES[case]
    if name in lenient:
        attempt(table)
    else:
        with pytest.raises(ClientError):
            attempt(table)


def test_so_the_store_asks_for_none_of_what_it_can_refuse_itself():
    for never in (
        lambda: to_attributes({"n": 10**38}),
        lambda: Write("A", set={"x": 1}, add={"x": 2}),
        lambda: check_transaction([Write(f"K{n}", set={"x": 1}) for n in range(101)]),
        lambda: check_transaction([Write("A", set={"x": 1}), Write("A", set={"y": 1})]),
        lambda: Write("A", expect=(Is("x", ()),), set={"x": 1}),
    ):
        with pytest.raises(ValueError):
            never()


def test_moto_carries_a_repeated_token_out_again_so_conditions_alone_make_a_write_safe(
    table_client, fresh_table
):
    table = Table(table_client, fresh_table)
    twice = {
        "Update": {
            "Key": {"key": {"S": "A"}},
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
    }
    for _ in range(2):
        table.transact(twice, ClientRequestToken="t" * 32)
    item = table_client.get_item(TableName=fresh_table, Key={"key": {"S": "A"}})["Item"]
    assert item["n"] == {"N": "3"}
