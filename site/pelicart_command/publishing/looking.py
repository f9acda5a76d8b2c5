"""What a run is about to do, told before it does; and stopped if that rather is a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from pelicart.publication import Publication
from pelicart_command.publishing.commerce import commerce
from pelicart_command.publishing.errors import Alarming
from pelicart_command.publishing.place import Place
from pelicart_command.publishing.plan import NOTHING, Known, Plan, begun_before, known_of, planned
from pelicart_command.publishing.release import Release
from pelicart_command.publishing.state import State
from pelicart_command.publishing.telling import LINES, counted, since, told

KEEP = 10
"""Releases that are kept."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`dry` writes nothing; `sure` isn't alarmed; `whole` looks at all that there is."""

    dry: bool = False
    sure: bool = False
    whole: bool = False
    keep: int = KEEP


def look(
    place: Place, state: State, wanted: Release, publication: Publication, wishes: Wishes
) -> tuple[Known, Plan]:
    """What is to be done, told; stops if it is alarming."""
    known = known_of(place, state, whole=wishes.whole)
    plan = planned(place, known, wanted, publication)
    changes = commerce(known.present or NOTHING, publication)
    print(since(state))
    if state.begun:
        again = begun_before(state, wanted)
        left = "What it hadn't sent yet:" if again else "What it sent is made good, too:"
        print(f"The last run, of {state.begun[-1]}, hasn't finished. {left}")
    print()
    for line in told(changes, 0 if wishes.dry else LINES):
        print(line)
    for line in counted(plan, cdn=place.cdn is not None):
        print(line)
    if known.present and changes.alarm and not wishes.sure:
        raise Alarming(
            f"{changes.alarm}. If that is what you want, publish with --sure. Nothing was sent"
        )
    return known, plan
