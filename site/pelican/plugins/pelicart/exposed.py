"""Finds files for sale that anybody could fetch from the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from os.path import normcase
from pathlib import PurePosixPath

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.digital import digital_of
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.problems import Located

Exposure = tuple[str, str]
"""What is wrong with a file, and what to do about it."""


def exposed_by_settings(
    entries: Sequence[Entry], conf: Conf, skipped: re.Pattern[str]
) -> list[Located]:
    """Files that Pelican would copy into the site because of STATIC_PATHS."""

    def wrong(path: str) -> Exposure | None:
        parents = [str(one) for one in (PurePosixPath(path), *PurePosixPath(path).parents)]
        shared = next((one for one in parents if one in conf.static), None)
        hidden = any(one in conf.static_excludes for one in parents[1:])
        ignored = any(skipped.match(normcase(part)) for part in path.split("/"))
        if shared is None or hidden or ignored:
            return None
        what = f"Anybody could fetch {path}: STATIC_PATHS puts it into the site."
        return what, "Move it into a folder that isn't static."

    return list(_located(entries, conf, wrong))


def exposed_by_site(
    entries: Sequence[Entry], conf: Conf, made: Collection[str], copied: Collection[str]
) -> list[Located]:
    """Files that became pages, that a page links to as its own, or that an old build left.

    `made` and `copied` are the sources, below the content folder, of what this build writes.
    """

    def wrong(path: str) -> Exposure | None:
        left = conf.output / conf.naming.static(path)
        if path in copied:
            what = f"Anybody could fetch {path}: a page links to it, or STATIC_PATHS has it."
            return what, "Take the link away, or move the file."
        if path in made:
            return f"Anybody could read {path}: Pelican makes a page of it.", "Move the file."
        if left.is_file():
            return f"Anybody can fetch {path}: it is in the site since an earlier build.", (
                f"Delete {left}."
            )
        return None

    return list(_located(entries, conf, wrong))


def _located(
    entries: Sequence[Entry], conf: Conf, wrong: Callable[[str], Exposure | None]
) -> Iterator[Located]:
    for entry in entries:
        digital = digital_of(entry.facts)
        exposure = wrong(digital.path) if digital else None
        if exposure:
            from pelican.plugins.pelicart.product_file import (  # noqa: PLC0415  for a problem alone
                place,
            )

            content = (conf.content / entry.path).read_bytes()
            yield place(entry.path, content, "digital", *exposure)
