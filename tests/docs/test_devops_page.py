"""docs/devops.md against the functions, the table, the errors and the limits."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from tests.docs.pages import page, rows, section, spans

from pelicart.checkout.ordering import FIRST_CHECK
from pelicart.errors import PelicartError
from pelicart.mail import ses
from pelicart.orders.moves import TELL_AFTER
from pelicart.orders.overdue import LATER, MOST
from pelicart.orders.settle import PROCESSING_CHECK
from pelicart.orders.telling import AGAIN, LONGEST_AGAIN
from pelicart.store.dynamo import PAUSES
from pelicart.tokens import LIVES
from pelicart.web import STATUSES
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.tables import MAIN

PAGE = page("devops")
LIMITS = rows(PAGE, "limit")


def codes(error: type[PelicartError] = PelicartError) -> set[str]:
    """The codes of what the functions raise: those of `pelicart.errors`, and a refused write."""
    below = set().union(*map(codes, error.__subclasses__()))
    ours = error.__module__ == "pelicart.errors" or error.code in STATUSES
    return below | ({error.code} if ours else set())


def test_every_function_stands_with_its_routes_and_its_time():
    told = {row[0].strip("`"): (set(re.findall(r"`([/$][^`]+)`", row[1])), row[2], row[1])
            for row in rows(PAGE, "function")}  # fmt: skip
    for one in FUNCTIONS:
        routes, seconds, schedule = told.pop(one.name)
        assert routes == {route.path for route in one.routes}
        assert seconds == str(one.timeout)
        assert bool(one.every) == (schedule == f"every {one.every} seconds")
        assert bool(one.stream) == (schedule == "the table's stream")
    assert not told


def test_the_indexes_of_the_table_are_told():
    assert {index.name for index in MAIN.indexes} | {MAIN.ttl} <= spans(section(PAGE, "The table"))


@pytest.mark.parametrize(("limit", "value", "constant"), LIMITS)
def test_a_limit_is_that_of_the_code(limit, value, constant):
    module, _, name = constant.strip("`").rpartition(".")
    assert int(value.split()[0].replace(",", "")) == getattr(import_module(module), name), limit


def test_every_code_stands_with_its_status():
    told = {}
    for named, status, _ in rows(PAGE, "code"):
        told |= dict.fromkeys(re.findall(r"`([\w-]+)`", named), int(status))
    assert told == {code: STATUSES.get(code, 500) for code in codes()}


def test_the_times_and_refusals_of_letters_are_those_of_the_code():
    mail = " ".join(section(PAGE, "Mail").split())
    assert f"`reconcile` does the same {TELL_AFTER // 60} minutes after the move" in mail
    assert f"tried again after {AGAIN // 60} minutes" in mail
    assert f"at least every {LONGEST_AGAIN // 3600} hours" in mail
    assert spans(mail) >= ses.REFUSED


def test_the_stream_is_told_with_its_filter():
    (tell,) = (one for one in FUNCTIONS if one.stream)
    told = section(PAGE, "The stream")
    assert f'[{{"prefix": "{tell.stream}"}}]' in told
    assert "ReportBatchItemFailures" in told


def test_the_times_of_reconcile_and_tokens_are_those_of_the_code():
    assert f"| {FIRST_CHECK // 60} minutes after ordering |" in PAGE
    assert f"every {PROCESSING_CHECK // 3600} hours" in PAGE
    assert f"| {LATER // 60} minutes later |" in PAGE
    assert f"at most {MOST} orders" in PAGE
    assert LIVES == {"quote": 30 * 60, "return": 24 * 3600, "order": 120 * 86400}
    assert "30 minutes for a review page, 24 hours for a return, 120 days" in page("operations")
    assert len(PAUSES) == 3
    assert "up to four times" in PAGE
