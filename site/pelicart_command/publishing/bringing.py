"""Brings a release: table, site and CDN, in the order in which a stop in between harms nobody.

Files for sale come before the products that sell them; products before pages, for the table decides
what the page only shows; what pages are made with before pages, pages before deletions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from pelicart.writes import Store
from pelicart_command.publishing.bucket import DELETED
from pelicart_command.publishing.errors import AGAIN, Changed
from pelicart_command.publishing.items import send_items
from pelicart_command.publishing.lease import Lease
from pelicart_command.publishing.parallel import in_parallel
from pelicart_command.publishing.place import Place
from pelicart_command.publishing.plan import Known, Plan
from pelicart_command.publishing.progress import progress
from pelicart_command.publishing.releases import blob_key, list_blobs, write_release
from pelicart_command.publishing.scan import MARK, Built
from pelicart_command.publishing.state import State, begin, finish

FEW = 200
"""Blobs that are sent without looking first: listing those that there are takes as long."""

LARGE = 8 << 20
"""Bytes of a file that is sent in parts rather than read at once."""

_FIRST, _PAGES, _LAST = "Pictures and styles", "Pages", "Mark of the build"
PAGES = ("text/html", "application/xml", "application/atom+xml", "application/rss+xml")


def keep_blobs(place: Place, lease: Lease, known: Known, built: Built) -> None:
    """Puts what the release consists of into its bucket, then the release; nothing shows yet."""
    certain = {digest for release in known.releases for digest in release.digests}
    unsent = [digest for digest in built.blobs if digest not in certain]
    if len(unsent) > FEW:
        there = list_blobs(place.releases)
        unsent = [digest for digest in unsent if digest not in there]

    def keep(digest: str) -> None:
        lease.holds()
        place.releases.put(blob_key(digest), _content(built.blobs[digest], digest))
        sent()

    with progress("Keeping", len(unsent)) as sent:
        in_parallel(keep, unsent, place.workers)
    write_release(place.releases, built.release)


def bring(
    place: Place, lease: Lease, state: State, plan: Plan, files: Mapping[str, Path], now: int
) -> State:
    """Makes table and site those of the plan's release; `files` are those for sale, by name."""
    store = place.store()
    begin(store, lease.check, state, plan.wanted.rev)
    with progress("Files for sale", len(plan.files)) as sent:
        for name in plan.files:
            lease.holds()
            place.files.put(name, files[name])
            sent()

    def table() -> Store:
        lease.holds()
        return place.store()

    with progress("Table", len(plan.items)) as sent:
        send_items(table, plan.items, sent, place.workers)
    _send_site(place, lease, plan)
    if place.cdn and plan.paths:
        place.cdn.forget(plan.paths)
    lease.renew()
    return finish(store, lease.check, state, plan.wanted.rev, now, place.by)


def _send_site(place: Place, lease: Lease, plan: Plan) -> None:
    site = plan.wanted.site

    def send(path: str) -> None:
        lease.holds()
        entry = site[path]
        place.site.copy(place.releases, blob_key(entry.digest), path, entry.served)
        sent()

    for what, paths in _ranked(plan).items():
        with progress(what, len(paths)) as sent:
            in_parallel(send, paths, place.workers)
    with progress("Deleting", len(plan.site.gone)) as sent:
        for some in _batches(plan.site.gone, DELETED):
            lease.holds()
            place.site.delete(some)
            for _ in some:
                sent()


def _ranked(plan: Plan) -> dict[str, list[str]]:
    """Paths by when they are sent; the mark that tells the build is the last."""
    ranked: dict[str, list[str]] = {_FIRST: [], _PAGES: [], _LAST: []}
    for path in plan.site.send:
        kind = plan.wanted.site[path].served.kind.partition(";")[0]
        rank = _LAST if path == MARK else _PAGES if kind in PAGES else _FIRST
        ranked[rank].append(path)
    return ranked


def _content(path: Path, digest: str) -> bytes | Path:
    """What a file holds, if that is still what its digest says."""
    if path.stat().st_size > LARGE:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        content: bytes | Path = path
    else:
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise Changed(f"{path} was changed while it was being published: {AGAIN}")
    return content


def _batches(many: Iterable[str], most: int) -> Iterable[Sequence[str]]:
    left = iter(many)
    while some := list(islice(left, most)):
        yield some
