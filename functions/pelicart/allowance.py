"""How often a bought file can be downloaded, and for how long: the setting `downloads`."""

from __future__ import annotations

from dataclasses import dataclass

from pelicart.reading import Reader

USUAL_DAYS, MOST_DAYS = 30, 120
"""An order's link is good for no longer than the most (`pelicart.tokens.LIVES`)."""

USUAL_TIMES, MOST_TIMES = 5, 100
"""Each download stays noted in its order, which must fit into one item of the table."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Each file of an order `times` times, within so many `days` of its payment."""

    days: int = USUAL_DAYS
    times: int = USUAL_TIMES


def read_allowance(reader: Reader) -> Allowance:
    """The allowance of the settings' table `downloads`; problems are noted."""
    allowance = Allowance(
        days=reader.integer("days", USUAL_DAYS, least=1, most=MOST_DAYS),
        times=reader.integer("times", USUAL_TIMES, least=1, most=MOST_TIMES),
    )
    reader.done()
    return allowance
