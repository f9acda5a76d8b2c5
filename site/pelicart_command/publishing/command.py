"""The commands as they are typed."""

from __future__ import annotations

import argparse
import signal
import time
from pathlib import Path

from pelicart_command.publishing.building import (
    at_origin,
    built,
    checked,
    folders,
    of_stage,
    settings_file,
)
from pelicart_command.publishing.errors import Missing
from pelicart_command.publishing.looking import Wishes
from pelicart_command.publishing.place import Place, place_of
from pelicart_command.publishing.releases import list_releases, read_release
from pelicart_command.publishing.running import publish, roll_back
from pelicart_command.publishing.scan import scan
from pelicart_command.publishing.state import State, read_state
from pelicart_command.publishing.table import of_table
from pelicart_command.publishing.telling import moment
from pelicart_command.stage import deployed


@of_table()
def publish_stage(given: argparse.Namespace) -> int:
    """`pelicart --stage NAME publish`."""
    stage = deployed()
    _as_ctrl_c()
    settings = settings_file(given.settings)
    at_origin(stage.origin)
    if not given.no_build:
        print(checked(settings))
        print(f"Building with {settings} for {stage.origin}.")
        built(settings)
    where = folders(settings)
    place = place_of(stage)
    folder = Path(given.folder) if given.folder else where.publication
    made = scan(where.output, folder, int(time.time()), place.by)
    of_stage(made.publication.shop, stage.origin, stage.stage)
    publish(place, made, Wishes(given.dry_run, given.sure, given.whole, given.keep))
    return 0


@of_table()
def roll_back_stage(given: argparse.Namespace) -> int:
    """`pelicart --stage NAME rollback [REV]`."""
    place = place_of(deployed())
    _as_ctrl_c()
    revs, state = list_releases(place.releases), read_state(place.store())
    rev = _meant(place, given.rev, revs) if given.rev else _before(place, state, revs)
    roll_back(place, rev, Wishes(dry=given.dry_run, whole=given.whole))
    return 0


@of_table()
def list_stage(_: argparse.Namespace) -> int:
    """`pelicart --stage NAME releases`."""
    place = place_of(deployed())
    state = read_state(place.store())
    for rev in reversed(list_releases(place.releases)):
        release = read_release(place.releases, rev)
        mark = "published now" if rev == state.rev else "begun" if rev in state.begun else ""
        made = f"{moment(release.at)}  {release.by}"
        print(f"{rev}  {made}  {len(release.site):,} files  {mark}".rstrip())
    return 0


def _as_ctrl_c() -> None:
    """Whoever is told to end, as by a CI that is cancelled, gives the lease back first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _meant(place: Place, text: str, revs: list[str]) -> str:
    """The release of this name, or of a part of it that is no other's."""
    found = [rev for rev in revs if text == rev] or [rev for rev in revs if text in rev]
    if len(found) == 1:
        return found[0]
    several = f": {', '.join(found)}" if found else ""
    raise Missing(
        f"{text!r} names {'several releases' if found else 'no release'}{several}. "
        f"{_listing(place)}"
    )


def _before(place: Place, state: State, revs: list[str]) -> str:
    """The one before; of a run that was stopped, the one that was whole."""
    whole = [state.rev] if state.begun else []
    for rev in [*whole, *state.before]:
        if rev in revs:
            return rev
    raise Missing(f"there is no earlier release. {_listing(place)}")


def _listing(place: Place) -> str:
    return f"pelicart --stage {place.stage} releases  lists those there are"
