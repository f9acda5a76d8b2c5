"""How invoices are numbered and what they say of the seller: the setting `invoice`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from pelicart.reading import Reader

YEAR = "{year}"
SERIES = YEAR + "-"
USUAL_YEARS = 10
"""Years that a buyer's name and address are kept with an invoice, as far as EU states ask."""

_SERIES = re.compile(r"[A-Za-z0-9 ./_-]{0,20}")


@dataclass(frozen=True, slots=True)
class Invoicing:
    """`series` and `credit` begin the numbers of invoices and credit notes, `{year}` in them UTC's.

    `first` is where a series begins, `digits` how many there are at least. `years` is how long an
    erased order keeps name and address.
    """

    series: str = SERIES
    credit: str = f"C{SERIES}"
    first: int = 1
    digits: int = 4
    tax_id: str = ""
    note: tuple[str, ...] = ()
    years: int = USUAL_YEARS

    def number(self, series: str, count: int) -> str:
        """A whole number such as 2026-0001."""
        return f"{series}{count:0{self.digits}d}"


def series_at(series: str, now: int) -> str:
    """A series with the year of that time, if it has one."""
    return series.replace(YEAR, str(datetime.fromtimestamp(now, UTC).year))


def kept_until(issued: int, years: int) -> int:
    """When so many years are over, counted from the end of that in which it was issued."""
    year = datetime.fromtimestamp(issued, UTC).year + years + 1
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def read_invoicing(reader: Reader, address: tuple[str, ...], *, written: bool) -> Invoicing | None:
    """The settings' table `invoice`; None unless it is `written`. Problems are noted."""
    if not written:
        return None
    series = _series(reader, "series", SERIES)
    terms = Invoicing(
        series=series,
        credit=_series(reader, "credit", f"C{series}"),
        first=reader.integer("first", 1, least=1),
        digits=reader.integer("digits", 4, least=1, most=12),
        tax_id=reader.text("tax_id"),
        note=reader.texts("note"),
        years=reader.integer("years", USUAL_YEARS, most=30),
    )
    if terms.credit == terms.series:
        what = "Invoices and credit notes share one series."
        reader.problem(("credit",), what, "Give credit notes another.")
    if terms.first > 1 and YEAR in terms.series:
        what = "Every year would begin at it."
        reader.problem(("first",), what, "Begin a series without {year}, or another one at 1.")
    if not address:
        what = "An invoice names its seller, and this shop has no address."
        reader.problem((), what, 'Write "address" beside it.')
    reader.done()
    return terms


def _series(reader: Reader, key: str, default: str) -> str:
    """A series as written; text is taken as it stands, blanks at its end too."""
    value = reader.raw(key)
    if value is None:
        return default
    if isinstance(value, str) and _SERIES.fullmatch(value.replace(YEAR, "")):
        return value
    remedy = 'Write up to 20 letters, digits, dashes or dots, with {year} if you like: "{year}-".'
    reader.problem((key,), f"{value!r} begins no number.", remedy)
    return default
