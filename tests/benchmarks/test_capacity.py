import json

import pytest
from tools.benchmarks.budgets import Budget, told
from tools.benchmarks.capacity import Watch, index_writes, size
from tools.benchmarks.exchanges import Asked, Exchange, Replay

from pelicart_infra.tables import MAIN

DUE = MAIN.indexes[0]
TEXT, LATER = {"S": "due"}, {"N": "1796000000"}


@pytest.mark.parametrize(
    ("item", "bytes_"),
    [
        ({}, 0),
        ({"key": {"S": "ORDER#1"}}, 3 + 7),
        ({"n": {"N": "0"}}, 1 + 2),
        ({"n": {"N": "-1234"}}, 1 + 4),
        ({"b": {"BOOL": True}, "e": {"NULL": True}}, 4),
        ({"l": {"L": [{"S": "ab"}, {"S": "c"}]}}, 1 + 3 + 3 + 2),
        ({"m": {"M": {"é": {"S": "x"}}}}, 1 + 3 + 1 + 2 + 1),
    ],
)
def test_an_item_has_the_bytes_that_dynamodb_counts(item, bytes_):
    assert size(item) == bytes_


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        ({}, {"due": TEXT}, 0),
        ({}, {"due": TEXT, "due_at": LATER}, 1),
        ({"due": TEXT, "due_at": LATER}, {}, 1),
        ({"due": TEXT, "due_at": LATER}, {"due": TEXT, "due_at": LATER, "x": TEXT}, 0),
        ({"due": TEXT, "due_at": LATER}, {"due": TEXT, "due_at": {"N": "1"}}, 2),
    ],
)
def test_an_index_takes_units_to_enter_to_leave_and_to_move(old, new, units):
    assert index_writes(DUE, old, new) == units


class Table:
    """Has an item of this many bytes, before as after."""

    def __init__(self, bytes_):
        self._item = {"key": {"S": "k"}, "x": {"S": "x" * (bytes_ - 5)}}

    def get_item(self, **_):
        return {"Item": self._item}


def used(operation, request, bytes_=0, answer=b"{}"):
    watch = Watch(Table(bytes_), "t", MAIN)
    asked = Asked("POST", "/", operation, json.dumps(request).encode())
    watch.passed(asked, lambda: Exchange(asked, 200, (), answer))
    (found,) = watch.used
    return found.writes, found.reads


PUT = {"Item": {"key": {"S": "k"}}}


@pytest.mark.parametrize(("bytes_", "units"), [(10, 1), (1024, 1), (1025, 2)])
def test_a_write_takes_a_unit_for_each_kilobyte_and_twice_that_in_a_transaction(bytes_, units):
    assert used("PutItem", PUT, bytes_) == (units, 0)
    both = {"TransactItems": [{"Put": PUT}, {"ConditionCheck": {"Key": {"key": {"S": "k"}}}}]}
    assert used("TransactWriteItems", both, bytes_) == (4 * units, 0)


def test_a_read_takes_a_unit_for_every_item_there_or_not():
    keys = {"RequestItems": {"t": {"Keys": [{"key": {"S": "a"}}, {"key": {"S": "b"}}]}}}
    answer = json.dumps({"Responses": {"t": [{"x": {"S": "x" * 5000}}]}}).encode()
    assert used("BatchGetItem", keys, answer=answer) == (0, 3)


def test_what_was_recorded_is_answered_in_turn_and_what_was_not_is_noted():
    def asked(operation, body=b""):
        return Asked("POST", "/", operation, body)

    replay = Replay()
    replay.load([
        Exchange(asked("UpdateItem"), 200, (), b"1"),
        Exchange(asked("UpdateItem"), 200, (), b"2"),
        Exchange(asked("BatchGetItem", b'["ORDER#A2", 17]'), 200, (), b"3"),
    ])  # fmt: skip
    bodies = [replay.answer(asked("UpdateItem", b"9")).body for _ in range(3)]
    assert bodies == [b"1", b"2", b"2"]
    replay.rewind()
    assert replay.answer(asked("UpdateItem")).body == b"1"
    assert replay.answer(asked("BatchGetItem", b'["ORDER#A2", 18]')).body == b"3"
    assert replay.answer(asked("BatchGetItem", b'["ORDER#B2", 18]')).status == 500
    assert [one.operation for one in replay.strange] == ["BatchGetItem"]


def test_a_figure_says_whether_its_budget_is_met():
    assert told(0.5, Budget(0.5, "of it")) == "0.50 (at most 0.50 of it: met)"
    assert told(0.51, Budget(0.5)) == "0.51 (at most 0.50: NOT MET)"
