"""The way to the shop that looks at every answer: statuses, headers, and what must not be in it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
}
"""Of every answer of a function."""

OF_GATEWAY = b'{"message":"'
"""How the gateway's own answers begin: what it refuses never reaches a function."""

POLICY = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")


@dataclass
class Door(httpx.BaseTransport):
    """`origins` are where the shop may send a browser. `down` excuses an answer of 503.

    `asked` are the last requests, to be sent again; `secrets` are never in an answer.
    """

    origins: Sequence[str]
    secrets: Sequence[str]
    down: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    tokens: set[str] = field(default_factory=set)
    asked: deque[httpx.Request] = field(default_factory=lambda: deque(maxlen=40))
    _through: httpx.HTTPTransport = field(default_factory=lambda: httpx.HTTPTransport(verify=False))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The shop's answer, if nothing is wrong with it."""
        answer = self._through.handle_request(request)
        answer.read()
        path = request.url.path
        if path.startswith("/shop/"):
            self.asked.append(request)
            self.statuses[answer.status_code] += 1
            self.tokens |= set(_tokens((str(request.url), answer.headers.get("location", ""))))
            wrong = list(self._wrong(answer))
            assert not wrong, f"{request.method} {path[:40]} {answer.status_code}: {wrong}"
        return answer

    def close(self) -> None:
        """Ends the connections."""
        self._through.close()

    def _wrong(self, answer: httpx.Response) -> Iterable[str]:
        status, headers = answer.status_code, answer.headers
        if status >= 500 and not (status == 503 and self.down):
            yield f"an error of the shop's own: {answer.text[:300]}"
        for secret in self.secrets:
            if secret in answer.text or secret in str(headers.raw):
                yield "a secret"
        if answer.content.startswith(OF_GATEWAY):
            return
        for name, value in ALWAYS.items():
            if headers.get(name) != value:
                yield f"{name}: {headers.get(name)}"
        policy = headers.get("content-security-policy", "")
        yield from (f"no {part}" for part in POLICY if part not in policy)
        location = headers.get("location", "/shop/")
        if not location.startswith(("/shop/", *(f"{origin}/" for origin in self.origins))):
            yield f"sends the browser to {location[:80]}"
        for cookie in headers.get_list("set-cookie"):
            if not {"HttpOnly", "SameSite=Lax", "Path=/shop"} <= set(cookie.split("; ")):
                yield "a cookie without its attributes"


def _tokens(addresses: Iterable[str]) -> Iterable[str]:
    """What stands for somebody's order in these addresses."""
    for address in addresses:
        for part in (*urlsplit(address).path.split("/"), *address.split("=")):
            token = part.partition("&")[0].partition("?")[0]
            if token.count(".") == 2 and token.startswith("eyJ"):
                yield token
