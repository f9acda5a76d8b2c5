"""What a method by hand is told: the texts of its order form, its account, its reminders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pelicart.reading import Reader

OPTIONS = ("text", "payee", "address", "fax", "holder", "iban", "bic", "bank")
"""What can be said about a method; the live templates show it."""

REMINDERS = 2
"""Most times that a shopper is reminded of an order."""

NEEDED = {"fax": "fax", "transfer": "iban"}
"""What the printed order form can't do without."""

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)


def read_options(reader: Reader) -> dict[str, str | tuple[str, ...]]:
    """The texts that are there, each one text or a list of lines."""
    return {key: value for key in OPTIONS if (value := _option(reader, key))}


def _option(reader: Reader, key: str) -> str | tuple[str, ...]:
    return reader.texts(key) if isinstance(reader.raw(key), list | tuple) else reader.text(key)


def read_reminders(reader: Reader, days: int) -> tuple[int, ...]:
    """After how many days of those that an order waits its shopper is reminded."""
    raw = reader.raw("remind")
    written = () if raw is None else raw if isinstance(raw, list | tuple) else (raw,)
    whole = all(type(day) is int for day in written)
    if (
        whole
        and len(written) <= REMINDERS
        and all(before < day < days for before, day in pairwise((0, *written)))
    ):
        return tuple(written)
    what = f"remind is {raw!r}, and the order waits {days} days."
    reader.problem(("remind",), what, "Write one or two smaller numbers of days, such as [5, 10].")
    return ()


def note_missing(
    name: str, reader: Reader, options: Mapping[str, object], address: Sequence[str]
) -> None:
    """Notes what the printed form of this method can't do without; `address` is the shop's."""
    needed = NEEDED.get(name)
    if needed and not options.get(needed):
        reader.problem((), f"{name} lacks its {needed}.", f'Add "{needed}": followed by a text.')
    if name == "cheque" and not options.get("address") and not address:
        reader.problem((), "cheque lacks an address.", 'Add "address", here or to the shop.')
    iban = options.get("iban")
    if isinstance(iban, str) and iban and not is_iban(iban):
        reader.problem(("iban",), f"{iban} is no IBAN.", "Copy it from a bank statement.")


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number fit (ISO 13616: 97 leaves 1)."""
    folded = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(folded):
        return False
    digits = "".join(str(int(character, 36)) for character in folded[4:] + folded[:4])
    return int(digits) % 97 == 1
