"""What a run has to do: everything that differs from what may be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pelicart.errors import Misconfigured
from pelicart.publication import Publication, publication_from
from pelicart_command.publishing.bucket import Stored
from pelicart_command.publishing.diff import Difference, difference
from pelicart_command.publishing.errors import Missing
from pelicart_command.publishing.invalidation import paths_of
from pelicart_command.publishing.items import Items, items_due
from pelicart_command.publishing.place import Place
from pelicart_command.publishing.release import Entry, Release, same
from pelicart_command.publishing.releases import list_releases, read_parts, read_release
from pelicart_command.publishing.state import State

NOTHING = Publication("", {}, (), {}, {})


@dataclass(frozen=True, slots=True)
class Known:
    """What may be in table and site by now: releases, and publications, the last whole one first.

    `present` is the publication of that one. `uncertain`: it is not known what there is of which,
    so table and bucket are asked.
    """

    releases: tuple[Release, ...]
    publications: tuple[Publication, ...]
    present: Publication | None
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write, send and delete.

    `site` are paths, `files` those for sale that aren't in their bucket, `paths` what the CDN is to
    forget: also of what a run that was stopped has sent already.
    """

    wanted: Release
    items: Items
    files: tuple[str, ...]
    site: Difference[str]
    paths: Sequence[str]
    unchanged: int

    @property
    def empty(self) -> bool:
        """Whether everything is as it should be."""
        return not (len(self.items) or self.files or self.site.keys)


def known_of(place: Place, state: State, *, whole: bool) -> Known:
    """What the state says; or all there ever was, if it says nothing or isn't to be trusted."""
    publications: dict[str, Publication] = {}
    releases: dict[str, Release] = {}
    for rev in state.revs:
        # Deleted by somebody else, or written by another version: then look at what there is.
        with suppress(Missing, Misconfigured):
            releases[rev] = read_release(place.releases, rev)
            publications[rev] = publication_from(read_parts(place.releases, releases[rev]))
    sure = bool(state.rev) and len(publications) == len(state.revs) and not whole
    if not sure:
        for rev in list_releases(place.releases):
            if rev not in releases:
                with suppress(Missing):
                    releases[rev] = read_release(place.releases, rev)
    return Known(
        releases=tuple(releases.values()),
        publications=(*(() if sure else (NOTHING,)), *publications.values()),
        present=publications.get(state.rev),
        uncertain=bool(releases and not sure) or bool(state.begun),
    )


def planned(place: Place, known: Known, wanted: Release, publication: Publication) -> Plan:
    """What makes the place that of `wanted`."""
    sites: list[Mapping[str, Entry]] = [one.site for one in known.releases]
    if not known.present:
        sites.append({})  # nothing was whole so far
    items = items_due(place.store(), known.publications, publication, uncertain=known.uncertain)
    touched = difference(sites, wanted.site)
    site = touched
    if known.uncertain:
        site = difference([found(place.site.list(), sites)], wanted.site)
    return Plan(
        wanted=wanted,
        items=items,
        files=tuple(_unsent(place, known, wanted)),
        site=site,
        paths=paths_of({**dict.fromkeys(touched.keys), **dict.fromkeys(site.keys)}),
        unchanged=len(wanted.site) - len(site.send),
    )


def found(
    stored: Iterable[Stored], sites: Sequence[Mapping[str, Entry]]
) -> dict[str, Entry | None]:
    """What a bucket has, by what its listing says; None for what could be several, or is unknown.

    What no release ever had there is nobody's business.
    """
    there: dict[str, Entry | None] = {}
    for one in stored:
        entries = {site[one.key] for site in sites if one.key in site}
        likely = [entry for entry in entries if entry.md5 == one.etag]
        if entries:
            there[one.key] = likely[0] if len(likely) == 1 else None
    return there


def _unsent(place: Place, known: Known, wanted: Release) -> list[str]:
    """Files for sale that aren't in their bucket; one that was sold once is never deleted."""
    if known.present and not known.uncertain and set(wanted.files) <= set(known.releases[0].files):
        return []
    there = {one.key for one in place.files.list()} if wanted.files else set()
    return [name for name in wanted.files if name not in there]


def begun_before(state: State, wanted: Release) -> bool:
    """Whether the last run was to bring just this, and was stopped."""
    return bool(state.begun) and same(state.begun[-1], wanted.rev)
