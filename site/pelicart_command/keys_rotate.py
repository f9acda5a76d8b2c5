"""`pelicart keys rotate`: another secret in place of one, with nobody turned away meanwhile."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping

from pelicart_command.keys_anew import start_anew
from pelicart_command.keys_cdn import rotate_cdn
from pelicart_command.keys_create import ORIGIN, new_secret
from pelicart_command.keys_place import Place, find_place
from pelicart_command.keys_set import ask_secret, check_shape
from pelicart_command.keys_signing import beside, in_front, kid, new_pair, pairs_of, waiting
from pelicart_command.stopped import Stopped
from pelicart_command.words import when
from pelicart_infra.providers import PROVIDERS

TWO = tuple(name for one in PROVIDERS for name in one.of_notices)
"""Secrets of which functions take two at once, parted by a space."""

Steps = Iterator[str]


def run(given: argparse.Namespace) -> int:
    """Says each step when it is done; run again, it goes on where it was broken off."""
    place = find_place(given)
    if given.name not in place.wanted:
        raise Stopped(f"no secret {given.name!r} in this stage: {', '.join(place.wanted)}")
    rotations: Mapping[str, Callable[[Place, argparse.Namespace], Steps]] = {
        "PELICART_KEYS": _signing,
        "PELICART_BASKET_KEY": _basket,
        ORIGIN: rotate_cdn,
        **dict.fromkeys(TWO, _two),
    }
    if given.name not in rotations:
        raise Stopped(
            f"{given.name} is made by somebody else: make another one there, and then  "
            f"pelicart --stage {place.stage} keys set {given.name}"
        )
    for text in rotations[given.name](place, given):
        print(text, flush=True)
    return 0


def _signing(place: Place, given: argparse.Namespace) -> Steps:
    """A new key beside, everywhere; then in front, everywhere. So each token meets its key."""
    name, now = "PELICART_KEYS", int(time.time())
    versions = place.vault.versions(name, open_values=True)
    if not versions:
        raise Stopped(f"{name} isn't there: pelicart --stage {place.stage} keys create")
    if given.leaked:
        yield from _only(place, name, new_pair(now))
        yield "Every link to an order that was sent so far has stopped working, and every review."
        return
    pair = waiting(versions)
    if not pair:
        pair = new_pair(now)
        ring = beside(versions, pair, now)
        place.vault.write(name, ring, versions[-1])
        gone = {*map(kid, pairs_of(versions[-1].value))} - {*map(kid, pairs_of(ring))}
        yield f"Key {kid(pair)} stands beside the one that signs."
        if gone:
            yield f"Dropped, for no token needs it any more: {', '.join(sorted(gone))}."
    yield from start_anew(place, name)
    last = place.vault.last(name)
    if last is None or pairs_of(last.value)[-1] != pair:
        raise Stopped(f"somebody else changed {name} meanwhile: look, and do it again")
    place.vault.write(name, in_front(last.value), last)
    yield f"Key {kid(pair)} signs from now on; {len(pairs_of(last.value)) - 1} more verify."
    yield from start_anew(place, name)


def _basket(place: Place, given: argparse.Namespace) -> Steps:
    name = "PELICART_BASKET_KEY"
    if not given.leaked:
        raise Stopped(
            f"{name} signs nothing and needs no rotation. It makes order ids out of baskets: if it "
            "changes while somebody orders, a second click makes a second order, and counters of "
            "the limits begin anew. Only if it leaked, at a quiet hour, add  --leaked"
        )
    yield from _only(place, name, new_secret())


def _only(place: Place, name: str, value: str) -> Steps:
    """One value in place of all, at once."""
    place.vault.write(name, value, place.vault.last(name))
    yield f"{name} was exchanged; what was before is good for nothing."
    yield from start_anew(place, name)


def _two(place: Place, given: argparse.Namespace) -> Steps:
    """Its maker signs with both for a while, or with the new one from some moment on."""
    last = place.vault.last(given.name)
    held = last.value.split() if last else []
    if given.finish:
        if len(held) < 2:
            raise Stopped(f"{given.name} holds one value already: nothing is to be finished")
        place.vault.write(given.name, held[0], last)
        yield "The old one is good for nothing any more."
    else:
        fresh = check_shape(given.name, ask_secret(f"The new {given.name}: "))
        if fresh in held:
            raise Stopped(f"{given.name} holds this value already. Nothing was changed.")
        place.vault.write(given.name, " ".join([fresh, *held[:1]]), last)
        yield "The new one and the old one are both good."
    yield from start_anew(place, given.name)
    if not given.finish and last:
        yield (
            f"When the old one, of {when(last.at)}, has run out where it was made:  pelicart "
            f"--stage {place.stage} keys rotate {given.name} --finish"
        )
