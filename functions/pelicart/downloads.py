"""The files of an order: which there are, how often each was fetched, and until when it can be.

All of it follows from the order's lines, its history and the list `downloads`, whose entries have
`at` and `file`: when a link was handed out, and to which of the order's files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pelicart.allowance import Allowance
from pelicart.order import Order, State
from pelicart.quote import PricedLine
from pelicart.views import Download

DELIVERED: tuple[State, ...] = ("paid", "fulfilled", "part_refunded")
"""States in which the files are the shopper's. What was given back of an order names no line, so
only a whole refund takes them away; while a bank or a person decides they are withheld."""

AGAIN = "downloads-again"
"""Why an entry of the history starts days and times anew; `counted` is the length of the list."""

DAY = 86400
_DIGEST = re.compile(r"[0-9a-f]{32}-")


def files(order: Order) -> tuple[PricedLine, ...]:
    """A line for each file, in the order's order: two lines may sell the same file.

    A file's place in it is its number in forms and in the list of downloads.
    """
    by_file: dict[str, PricedLine] = {}
    for line in order.quote.lines:
        if line.digital:
            by_file.setdefault(line.digital, line)
    return tuple(by_file.values())


def file_name(published: str) -> str:
    """A file's name as the merchant gave it: published it has a digest before it."""
    return _DIGEST.sub("", published, count=1)


def downloads(order: Order, allowance: Allowance, now: int) -> tuple[Download, ...]:
    """What the bearer of the order's link can fetch; nothing unless it is paid."""
    return tuple(_downloads(order, allowance, now)) if order.state in DELIVERED else ()


def fetched(order: Order, number: int) -> list[int]:
    """When a file of the order was fetched, the first time first."""
    return [entry["at"] for entry in order.downloads if entry["file"] == number]


def _downloads(order: Order, allowance: Allowance, now: int) -> Iterator[Download]:
    since, before = _begun(order)
    until = since + allowance.days * DAY
    for number, line in enumerate(files(order)):
        taken = sum(entry["file"] == number for entry in order.downloads[before:])
        given_up = order.withdrawn and not fetched(order, number)
        left = max(allowance.times - taken, 0)
        yield Download(
            number=number,
            file=file_name(str(line.digital)),
            product=line.name,
            left=left,
            until=until,
            closed="withdrawn" if given_up else _closed(left, over=now >= until),
        )


def _closed(left: int, *, over: bool) -> str:
    if over:
        return "over"
    return "" if left else "used-up"


def _begun(order: Order) -> tuple[int, int]:
    """Since when the files are the shopper's, and how many downloads count no more."""
    since, counted, delivered = 0, 0, False
    for entry in order.history:
        if entry.get("why") == AGAIN:
            since, counted = entry["at"], entry["counted"]
        elif entry["state"] in DELIVERED and not delivered:
            since = entry["at"]
        delivered = entry["state"] in DELIVERED
    return since, counted
