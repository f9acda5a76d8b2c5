"""`pelicart export`: every order, the oldest first, as lines of JSON or rows of a spreadsheet."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pelicart.order import Order
from pelicart.wiring import wiring
from pelicart_command.export_fields import COLUMNS, CONTACT, row, told
from pelicart_command.finding import between
from pelicart_command.stopped import Stopped

BEGINNING = 1_767_225_600
"""1 January 2026: no shop had an order before."""
DAY = 86_400


def run(given: argparse.Namespace) -> int:
    """Writes orders as they are read; how many, to standard error if the orders go to the other."""
    wired = wiring()
    since = _day(given.since) if given.since else BEGINNING
    until = _day(given.until) + DAY if given.until else wired.now() + DAY
    found = between(wired.store, since, until)
    with _written(given.out) as out:
        count = _rows(found, out, given) if given.csv else _lines(found, out, given)
    print(f"{count} order{'' if count == 1 else 's'}.", file=sys.stderr)
    return 0


def _lines(found: Iterator[Order], out: TextIO, given: argparse.Namespace) -> int:
    count = 0
    for count, order in enumerate(found, 1):  # noqa: B007  its last value counts them
        out.write(json.dumps(told(order, contact=given.contact), ensure_ascii=False) + "\n")
    return count


def _rows(found: Iterator[Order], out: TextIO, given: argparse.Namespace) -> int:
    columns = (*COLUMNS, *(CONTACT if given.contact else ()))
    sheet = csv.writer(out)
    sheet.writerow(columns)
    count = 0
    for count, order in enumerate(found, 1):  # noqa: B007  as above
        sheet.writerow(row(told(order, contact=given.contact), columns))
    return count


@contextmanager
def _written(name: str | None) -> Iterator[TextIO]:
    """Standard output, or a file for this user alone that is there once it is whole."""
    if name is None:
        yield sys.stdout
        return
    part = Path(f"{name}.part")
    try:
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(name)
    except OSError as wrong:
        raise Stopped(f"{name} can't be written: {wrong.strerror}") from wrong


def _day(text: str) -> int:
    """When a day begins, in UTC."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as wrong:
        raise Stopped(f"{text!r} is no day: write it like 2027-01-31") from wrong
