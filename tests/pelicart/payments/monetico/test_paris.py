from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.payments.monetico.paris import paris, stamp


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("utc", "there"),
    [
        ("2026-03-29T00:59:59", "29/03/2026:01:59:59"),
        ("2026-03-29T01:00:00", "29/03/2026:03:00:00"),
        ("2026-10-25T00:59:59", "25/10/2026:02:59:59"),
        ("2026-10-25T01:00:00", "25/10/2026:02:00:00"),
        ("2027-01-15T08:00:00", "15/01/2027:09:00:00"),
        ("2026-12-31T23:30:00", "01/01/2027:00:30:00"),
        ("2024-03-31T01:00:00", "31/03/2024:03:00:00"),
    ],
)
def test_the_bank_reads_paris_time(utc, there):
    assert stamp(at(utc)) == there


@given(st.integers(at("1996-01-01"), at("2037-12-31")))
def test_it_is_what_the_time_zone_database_says(moment):
    known = datetime.fromtimestamp(moment, ZoneInfo("Europe/Paris"))
    assert paris(moment).replace(tzinfo=None) == known.replace(tzinfo=None)
