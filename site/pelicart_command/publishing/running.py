"""A run from end to end, under the lease: of what was just built, or of an earlier release."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pelicart.errors import Misconfigured
from pelicart.publication import publication_from
from pelicart_command.publishing.bringing import bring, keep_blobs
from pelicart_command.publishing.errors import Missing
from pelicart_command.publishing.lease import Lease, held
from pelicart_command.publishing.looking import Wishes, look
from pelicart_command.publishing.place import Place
from pelicart_command.publishing.plan import Plan
from pelicart_command.publishing.release import same
from pelicart_command.publishing.releases import list_blobs, prune, read_parts, read_release
from pelicart_command.publishing.scan import Built
from pelicart_command.publishing.state import State, read_state


def lease_of(place: Place) -> Lease:
    """This run's lease."""
    return Lease(place.store(), secrets.token_hex(8), place.by, _now)


def publish(place: Place, built: Built, wishes: Wishes) -> None:
    """Brings what was built."""
    if wishes.dry:
        state = read_state(place.store())
        look(place, state, built.release, built.publication, wishes)
        print("Nothing was sent.")
        return
    with _alone(place) as lease:
        state = read_state(place.store())
        built = _resumed(state, built)
        known, plan = look(place, state, built.release, built.publication, wishes)
        if _done(state, plan):
            return
        with _stopping("before anything of it shows. Publish again to go on"):
            keep_blobs(place, lease, known, built)
        _bring(place, lease, state, plan, built.files)
        _tidy(place, lease, wishes.keep)


def roll_back(place: Place, rev: str, wishes: Wishes) -> None:
    """Brings an earlier release."""
    release = read_release(place.releases, rev)
    try:
        publication = publication_from(read_parts(place.releases, release))
    except Misconfigured as wrong:
        raise Missing(f"{rev} is of another version of pelicart, and can't be brought") from wrong
    wishes = replace(wishes, sure=True)
    if wishes.dry:
        look(place, read_state(place.store()), release, publication, wishes)
        print("Nothing was sent.")
        return
    with _alone(place) as lease:
        state = read_state(place.store())
        _, plan = look(place, state, release, publication, wishes)
        if _done(state, plan):
            return
        _whole(place, plan)
        _bring(place, lease, state, plan, {})
    came_from = [one for one in state.revs if one != rev]
    if came_from:
        print(f"To undo it:  pelicart --stage {place.stage} rollback {came_from[-1]}")


@contextmanager
def _alone(place: Place) -> Iterator[Lease]:
    """The lease, which from now on all that is sent depends on."""
    with held(lease_of(place)) as lease:
        place.gate.guarded_by(lease.holds)
        yield lease


def _done(state: State, plan: Plan) -> bool:
    if plan.empty and not state.begun and same(state.rev, plan.wanted.rev):
        print("All of it is published already.")
        return True
    return False


def _bring(place: Place, lease: Lease, state: State, plan: Plan, files: Mapping[str, Path]) -> None:
    with _stopping("halfway. Publish again to finish it, or roll back what was sent"):
        bring(place, lease, state, plan, files, _now())
    print(f"Published {plan.wanted.rev}.")
    if place.cdn and plan.paths:
        print("Visitors see all of it within a minute or two.")


@contextmanager
def _stopping(where: str) -> Iterator[None]:
    """Says how things stand to whoever stops it by Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        print(f"\nStopped {where}.")
        raise


def _resumed(state: State, built: Built) -> Built:
    """A build that was begun before goes by its first name."""
    for rev in (*state.begun, state.rev):
        if rev and same(rev, built.release.rev):
            return replace(built, release=replace(built.release, rev=rev))
    return built


def _whole(place: Place, plan: Plan) -> None:
    """Stops before anything is touched if a release lacks something by now."""
    if plan.files:
        raise Missing(f"{place.files.name} lacks {plan.files[0]}, which this release sells")
    there = list_blobs(place.releases)
    for path in plan.site.send:
        if plan.wanted.site[path].digest not in there:
            raise Missing(f"the release {plan.wanted.rev} lacks {path} by now; take another")


def _tidy(place: Place, lease: Lease, keep: int) -> None:
    lease.holds()
    try:
        releases, blobs = prune(place.releases, keep, read_state(place.store()).revs)
    except Missing as why:  # what it names isn't known: nothing may go
        print(f"No old release was deleted: {why}.")
        return
    if releases:
        print(f"Older than the last {keep}: {releases:,} releases and {blobs:,} blobs deleted.")


def _now() -> int:
    return int(time.time())
