"""The time in Paris, which the bank's dates are in; a function may have no time zones at hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

_MARCH, _OCTOBER = 3, 10


def paris(at: int) -> datetime:
    """Epoch seconds there. Summer time is from the last Sunday of March to that of October.

    Both at 1:00 UTC (Directive 2000/84/EC).
    """
    utc = datetime.fromtimestamp(at, UTC)
    summer = _change(utc.year, _MARCH) <= utc < _change(utc.year, _OCTOBER)
    return utc.astimezone(timezone(timedelta(hours=2 if summer else 1)))


def stamp(at: int) -> str:
    """Date and time as the bank writes them in requests."""
    return paris(at).strftime("%d/%m/%Y:%H:%M:%S")


def _change(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
