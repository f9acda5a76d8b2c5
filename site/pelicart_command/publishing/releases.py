"""The bucket of releases: blobs by their SHA-256, and what each release makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from pelicart_command.publishing.bucket import DELETED, Bucket
from pelicart_command.publishing.errors import Missing
from pelicart_command.publishing.parallel import in_parallel
from pelicart_command.publishing.release import Release, release_from

BLOBS = "blobs/"
RELEASES = "releases/"


def blob_key(digest: str) -> str:
    """Where the content of this SHA-256 is."""
    return f"{BLOBS}{digest}"


def release_key(rev: str) -> str:
    """Where the release of this name is."""
    return f"{RELEASES}{rev}.json"


def read_release(bucket: Bucket, rev: str) -> Release:
    """`Missing` if there is none, or it can't be read."""
    try:
        return release_from(bucket.read(release_key(rev)))
    except (ValueError, KeyError, TypeError) as wrong:
        raise Missing(f"can't read the release {rev}: {wrong}") from wrong


def write_release(bucket: Bucket, release: Release) -> None:
    """When all of its blobs are there."""
    bucket.put(release_key(release.rev), release.text().encode(), "application/json")


def read_parts(bucket: Bucket, release: Release) -> dict[str, bytes]:
    """The publication of a release."""
    parts: dict[str, bytes] = {}

    def read(name: str) -> None:
        parts[name] = bucket.read(blob_key(release.parts[name]))

    in_parallel(read, release.parts)
    return {name: parts[name] for name in release.parts}


def list_releases(bucket: Bucket) -> list[str]:
    """The names of all releases, the oldest first."""
    keys = (one.key for one in bucket.list(RELEASES))
    return sorted(key.removeprefix(RELEASES).removesuffix(".json") for key in keys)


def list_blobs(bucket: Bucket) -> set[str]:
    """The digests of all blobs."""
    return {one.key.removeprefix(BLOBS) for one in bucket.list(BLOBS)}


def prune(bucket: Bucket, keep: int, needed: Iterable[str]) -> tuple[int, int]:
    """Leaves the last `keep` releases and those `needed`; how many releases and blobs went.

    Releases go before blobs: no release is left that lacks one. Blobs that nothing names, such as
    those of a run that was stopped early, go along.
    """
    revs = list_releases(bucket)
    kept = {*(revs[-keep:] if keep else ()), *needed}
    old = [rev for rev in revs if rev not in kept]
    if not old:
        return 0, 0
    named = {digest for rev in revs if rev in kept for digest in read_release(bucket, rev).digests}
    delete_all(bucket, [release_key(rev) for rev in old])
    spare = sorted(list_blobs(bucket) - named)
    delete_all(bucket, [blob_key(digest) for digest in spare])
    return len(old), len(spare)


def delete_all(bucket: Bucket, keys: Sequence[str]) -> None:
    """Deletes any number of objects."""
    left = iter(keys)
    while some := list(islice(left, DELETED)):
        bucket.delete(some)
