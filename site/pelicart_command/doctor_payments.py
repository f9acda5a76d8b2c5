"""`pelicart doctor payments`: whether each provider takes our key, and we its notices."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown
from pelicart.order import BY_HAND, SEALED
from pelicart.payments.base import Acknowledgement, PaymentModule, Sample
from pelicart.publication import SHOP_KEY, shop_of
from pelicart.settings import shop_from
from pelicart.wiring import Wiring, wiring
from pelicart_command.stopped import Stopped

PATIENCE = 15
LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `wrong` says what to do, and is empty if all is well."""

    what: str
    wrong: str = ""


def run(given: argparse.Namespace) -> int:  # noqa: ARG001
    """Prints what was found; 1 if anything is wrong. Nothing is ordered, paid or changed."""
    wired = wiring()
    bad = 0
    for name, methods in _offered(wired).items():
        print(f"{name} ({', '.join(methods)})")
        for finding in _findings(wired, name):
            bad += bool(finding.wrong)
            mark = "WRONG " if finding.wrong else "ok    "
            print(f"  {mark}{finding.what}{': ' if finding.wrong else ''}{finding.wrong}")
    print("All is well." if not bad else f"{bad} to mend.")
    return 1 if bad else 0


def _offered(wired: Wiring) -> dict[str, list[str]]:
    """Names of the methods by payment module, as published."""
    item = wired.store.read([SHOP_KEY]).get(SHOP_KEY)
    if item is None:
        raise Stopped("nothing is published yet: pelicart publish")
    offered: dict[str, list[str]] = {}
    for method in shop_from(shop_of(item)).methods:
        offered.setdefault(method.module, []).append(method.name)
    return offered


def _findings(wired: Wiring, name: str) -> Iterator[Finding]:
    if name in BY_HAND:
        settled = "cards done" if name == SEALED else "orders paid"
        yield Finding(f"has no provider: you settle it with  pelicart {settled}")
        return
    try:
        module = wired.module(name)
    except PelicartError as wrong:
        yield Finding("keys", f"{wrong}")
        return
    yield Finding(f"keys are there, {'LIVE' if module.live else 'test'} mode")
    yield _reached(module)
    address = f"{wired.origin}/shop/notice/{name}"
    yield refuses(module, address)
    sample = module.sample(wired.now())
    if sample:
        yield _takes(module, address, sample)
    else:
        yield Finding("a genuine notice can only come from the provider: send one from its pages")


def _reached(module: PaymentModule) -> Finding:
    """One authenticated question about a session that nobody has."""
    what = "the provider answers and takes the key"
    if not module.capabilities.probe:
        return Finding("the provider was not asked: the module names no session to ask for")
    try:
        module.look_up(module.capabilities.probe)
    except NotFound:
        return Finding(what)
    except ProviderDown as down:
        return Finding(what, f"no answer ({down}): is its address right, and its service up?")
    except Misconfigured as refused:
        return Finding(what, f"it refuses us ({refused}): check the key and its mode")
    except PelicartError as wrong:
        return Finding(what, f"{wrong}")
    return Finding(what)


def _takes(module: PaymentModule, address: str, sample: Sample) -> Finding:
    what = "the notice address takes a genuine notice as the provider expects"
    wanted = module.acknowledge() or Acknowledgement()
    answer = _posted(address, sample)
    if answer == (wanted.status, wanted.body):
        return Finding(what)
    return Finding(
        what, _said(answer, "same secret there as here? anything between that adds text?")
    )


def refuses(module: PaymentModule, address: str) -> Finding:
    """What proves nothing must not be taken; a provider that only gives hints may be obliged."""
    what = "the notice address refuses a forged notice"
    answer = _posted(address, Sample(b"forged", {"content-type": "text/plain"}))
    taken = module.acknowledge() or Acknowledgement()
    if answer[0] in {0, 404, 502, 503}:
        return Finding(what, _said(answer, "does the address lead to the functions?"))
    if answer == (taken.status, taken.body):
        return Finding(what, _said(answer, "it took what nobody signed: close the shop"))
    return Finding(what)


def _said(answer: tuple[int, str], hint: str) -> str:
    status, body = answer
    told = f"answered {status} {body.strip()[:80]!r}" if status else f"no answer ({body})"
    return f"{told}; {hint}"


class _Straight(HTTPRedirectHandler):
    """Providers don't follow redirects either."""

    def redirect_request(self, *_: object) -> None:
        """None of them."""


def _posted(address: str, sample: Sample) -> tuple[int, str]:
    """Status and text of the answer; status 0 if there was none."""
    request = Request(address, sample.body, dict(sample.headers), method="POST")  # noqa: S310
    opener: OpenerDirector = build_opener(_Straight)
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read(LARGEST).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.read(LARGEST).decode("utf-8", "replace")
    except (OSError, HTTPException) as gone:
        return 0, type(gone).__name__
