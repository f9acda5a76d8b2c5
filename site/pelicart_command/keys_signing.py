"""The ring of signing keys, as text: `kid:key,kid:key`. The first signs, all verify. Pure."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Sequence

from pelicart.tokens import LEEWAY, LIVES
from pelicart_command.keys_vault import Version

DAY = 86_400
NEEDED = max(LIVES.values()) + LEEWAY + DAY
"""Seconds for which a key must verify after it signed last; a day for functions to start anew."""


def new_pair(now: int) -> str:
    """A new key with an id of its own: the day it was made, and something random."""
    day = time.strftime("%Y%m%d", time.gmtime(now))
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return f"{day}-{secrets.token_hex(2)}:{key}"


def pairs_of(ring: str) -> list[str]:
    """The pairs of a ring, the one that signs first."""
    return [pair.strip() for pair in ring.split(",") if pair.strip()]


def kid(pair: str) -> str:
    """The id of a key."""
    return pair.partition(":")[0].strip()


def beside(versions: Sequence[Version], pair: str, now: int) -> str:
    """The ring with a new key last: every function must know it before one signs with it.

    Keys are left out that no token can need any more.
    """
    ring = pairs_of(versions[-1].value)
    kept = [one for one in ring[1:] if now < stopped(versions, kid(one)) + NEEDED]
    return ",".join([ring[0], *kept, pair])


def waiting(versions: Sequence[Version]) -> str:
    """The key that was put beside and never signed, for a rotation was broken off; or empty."""
    if len(versions) < 2:
        return ""
    before, now = (pairs_of(one.value) for one in versions[-2:])
    added = now and now[-1] not in before and now[:1] == before[:1] and len(now) > 1
    return now[-1] if added else ""


def in_front(ring: str) -> str:
    """The ring with its last key in front."""
    pairs = pairs_of(ring)
    return ",".join([pairs[-1], *pairs[:-1]])


def stopped(versions: Sequence[Version], name: str) -> int:
    """Until when at most a key signed: when the version was written that put another in front.

    One that no version has in front signed before all of them.
    """
    fronts = [kid(next(iter(pairs_of(one.value)), "")) for one in versions]
    last = max((place for place, front in enumerate(fronts) if front == name), default=-1)
    following = versions[last + 1 : last + 2]
    return following[0].at if following else versions[-1].at
