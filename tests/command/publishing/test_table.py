"""What errors of the table mean to whoever publishes."""

from __future__ import annotations

import pytest

from pelicart.errors import Raced, TableDown
from pelicart.store.wire import ClientError
from pelicart_command.publishing import table
from pelicart_command.publishing.errors import Denied, Missing, Unreachable
from pelicart_command.publishing.table import of_table, patiently


def refused(code):
    return ClientError(400, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"})


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (Raced("ThrottlingException"), Unreachable, "run the same command again"),
        (TableDown("TimeoutError"), Unreachable, "run the same command again"),
        (refused("AccessDeniedException"), Denied, "lack a right to the shop's table"),
        (refused("ExpiredTokenException"), Denied, "Log in anew"),
        (refused("ResourceNotFoundException"), Missing, "deploy the stage again"),
    ],
)
def test_an_error_says_what_to_do(wrong, kind, words):
    @of_table()
    def work():
        raise wrong

    with pytest.raises(kind, match=words):
        work()


def test_a_mistake_of_ours_is_not_hidden():
    with pytest.raises(ClientError, match="ValidationException"), of_table():
        raise refused("ValidationException")


def silent(times):
    """Answers once it was silent so often."""
    asked = []

    def work():
        asked.append(1)
        if len(asked) <= times:
            raise TableDown("TimeoutError")
        return len(asked)

    return work


def test_a_silent_table_is_asked_again(monkeypatch):
    slept = []
    monkeypatch.setattr(table.time, "sleep", slept.append)
    assert patiently(silent(4)) == 5
    assert slept == [1, 2, 4, 8]
    with pytest.raises(TableDown):
        patiently(silent(5))
