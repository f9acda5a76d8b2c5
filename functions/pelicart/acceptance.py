"""What a merchant must say before the shop takes card numbers itself."""

from __future__ import annotations

from pelicart.cardkey import CardKey, read_card_key
from pelicart.reading import Reader

ACCEPTED = "I store card numbers under PCI DSS SAQ D"
"""Word for word: a setting that is copied without being read should at least look like this."""

USUAL_DAYS, MOST_DAYS = 7, 30
"""How long a sealed card waits to be charged."""


def read_acceptance(reader: Reader) -> tuple[int, CardKey | None]:
    """How many days a card waits, and the key it is sealed to.

    None in place of the key, with a problem noted, if anything is missing.
    """
    days = reader.integer("days", USUAL_DAYS, least=1, most=MOST_DAYS)
    accepted, written = reader.text("accept"), reader.text("key")
    if accepted != ACCEPTED:
        reader.problem(
            ("accept",),
            "To take card numbers yourself is for shops under PCI DSS SAQ D.",
            f'Read docs/sealed-card.md; if that is you, write "accept": "{ACCEPTED}".',
        )
    key = read_card_key(written)
    if key is None:
        what = f"{written[:40]!r} is no key for cards." if written else "The key is missing."
        remedy = 'Make one with  pelicart cards keygen  and copy the line "key".'
        reader.problem(("key",), what, remedy)
    return days, key if accepted == ACCEPTED else None
