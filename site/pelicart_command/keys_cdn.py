"""The secret between CDN and functions, exchanged in three steps.

The functions take both; the CDN, when it is deployed, sends the new one; the functions take the new
one alone. Which step is next is seen from what is there, so each may be done twice.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pelicart.abuse.client import SECRET_HEADER
from pelicart_command.aws import asking
from pelicart_command.keys_anew import start_anew
from pelicart_command.keys_create import ORIGIN, new_secret
from pelicart_command.keys_place import Place
from pelicart_command.stopped import Stopped
from pelicart_infra.environment import CDN_SECRET as CDN


def rotate_cdn(place: Place, given: argparse.Namespace) -> Iterator[str]:
    """The next step, and what to do after it."""
    last = place.vault.last(ORIGIN)
    held = last.value.split() if last else []
    if not held:
        raise Stopped(f"{ORIGIN} isn't there: pelicart --stage {place.stage} keys create")
    if len(held) == 1 and given.finish:
        raise Stopped(f"{ORIGIN} holds one value already: nothing is to be finished")
    if len(held) == 1:
        place.vault.write(ORIGIN, f"{new_secret()} {held[0]}", last)
        yield "The functions take a new secret and the old one."
    elif given.finish or _sends(place) == held[0]:
        place.vault.write(ORIGIN, held[0], last)
        yield "The functions take the new secret alone."
        yield from start_anew(place, ORIGIN)
        return
    # The functions must know it before the CDN can be told: a deployment takes it from there.
    yield from start_anew(place, ORIGIN)
    yield from _tell_cdn(place)
    yield f"Now let the CDN send it:  make deploy STAGE={place.stage}"
    yield f"and then, to finish:  pelicart --stage {place.stage} keys rotate {ORIGIN}"


def _tell_cdn(place: Place) -> Iterator[str]:
    origin, last = place.vault.last(ORIGIN), place.vault.last(CDN)
    new = origin.value.split()[0] if origin else ""
    if last is None or last.value != new:
        place.vault.write(CDN, new, last, plain=True)
        yield f"{place.vault.name(CDN)} holds the new one for the next deployment."


def _sends(place: Place) -> str:
    """What the CDN sends everywhere by now; empty while that changes, or if there is no CDN."""
    if not (place.deployed and place.deployed.distribution):
        return ""
    client = place.session.client("cloudfront")
    with asking("see what the CDN sends"):
        found = client.get_distribution(Id=place.deployed.distribution)["Distribution"]
    if found["Status"] != "Deployed":
        return ""
    sent = {
        header["HeaderValue"]
        for origin in found["DistributionConfig"]["Origins"]["Items"]
        for header in origin.get("CustomHeaders", {}).get("Items", [])
        if header["HeaderName"].lower() == SECRET_HEADER
    }
    return sent.pop() if len(sent) == 1 else ""
