"""How changes reach a function: in batches, again from the first that failed, not for ever."""

from __future__ import annotations

import pytest

from pelicart_infra.functions import Function
from pelicart_infra.local.invoke import FunctionFailed, NoAnswer
from pelicart_infra.local.stream import BATCH, TRIES, Listener

TELL = Function("tell", (), (), (), timeout=9, stream="ORDER#")


def record(number, key="ORDER#A"):
    return {"dynamodb": {"Keys": {"key": {"S": key}}, "SequenceNumber": str(number)}}


class Answering:
    """A function that answers by the numbers it is given; what it was given is kept."""

    def __init__(self, answer):
        self.answer, self.given = answer, []

    def invoke(self, name, event, timeout):
        assert (name, timeout) == ("tell", 9)
        numbers = [int(one["dynamodb"]["SequenceNumber"]) for one in event["Records"]]
        self.given.append(numbers)
        return self.answer(numbers)


def failures(*numbers):
    return {"batchItemFailures": [{"itemIdentifier": str(number)} for number in numbers]}


def hears(answer, *news):
    """What the function was given, and how long was waited between."""
    function, pauses = Answering(answer), []
    Listener(function, TELL, pauses.append).hear([*news])
    return function.given, pauses


def some(count):
    return [record(number) for number in range(count)]


def test_changes_come_in_batches_of_the_items_asked_for():
    others = [record(99, key) for key in ("STOCK#A", "PRODUCT#A", "SHOP", "order#A")]
    given, _ = hears(lambda _: failures(), *others, *some(BATCH + 2))
    assert given == [[*range(BATCH)], [BATCH, BATCH + 1]]


def test_nothing_of_interest_runs_nothing():
    assert hears(lambda _: failures(), record(1, "STOCK#A")) == ([], [])


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": None}, failures()])
def test_an_answer_without_failures_takes_all(answer):
    given, pauses = hears(lambda _: answer, *some(3))
    assert (given, pauses) == ([[0, 1, 2]], [])


def test_from_the_first_failure_on_all_come_again():
    bad = [failures(3, 1), failures(3), failures()]
    given, pauses = hears(lambda _: bad.pop(0), *some(5))
    assert given == [[0, 1, 2, 3, 4], [1, 2, 3, 4], [3, 4]]
    assert pauses == [0.2, 0.2]


def test_a_poison_record_is_given_up_and_the_others_are_taken(capsys):
    given, pauses = hears(lambda numbers: failures(*({1} & {*numbers})), *some(4))
    assert given == [[0, 1, 2, 3], *[[1, 2, 3]] * (TRIES - 1), [2, 3]]
    assert pauses == sorted(pauses)
    assert "gave up record 1" in capsys.readouterr().err


@pytest.mark.parametrize("failure", [FunctionFailed("tell"), NoAnswer("tell")])
def test_a_function_that_fails_fails_every_record(failure, capsys):
    def fail(_):
        raise failure

    given, _ = hears(fail, *some(2))
    assert given == [*[[0, 1]] * TRIES, *[[1]] * TRIES]
    assert capsys.readouterr().err.count("gave up") == 2


@pytest.mark.parametrize("named", ["", None, "77"])
def test_a_failure_that_names_no_record_of_the_batch_fails_them_all(named):
    answers = [{"batchItemFailures": [{"itemIdentifier": named}]}, failures()]
    given, _ = hears(lambda _: answers.pop(0), *some(2))
    assert given == [[0, 1], [0, 1]]
