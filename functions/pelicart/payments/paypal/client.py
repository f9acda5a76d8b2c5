"""PayPal's interface with an access token, and what it refuses in our words.

Its messages may quote what was sent: they go neither into our errors nor into the log.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.payments.calling import Answer, Api

EARLY = 60
"""Seconds before its end from which a token is no longer used."""

_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}", re.ASCII)
_ISSUE = re.compile(r"[A-Za-z_]{1,80}", re.ASCII)
_DEBUG_ID = re.compile(r"[0-9a-z]{1,40}", re.ASCII)
_BY_STATUS: Mapping[int, type[PelicartError]] = {
    401: Misconfigured,
    403: Misconfigured,
    404: NotFound,
    409: ProviderDown,  # the same call is still being carried out
}


@dataclass(slots=True)
class Client:
    """`clock` counts seconds from anywhere, never back; the token is kept until its end nears."""

    api: Api
    id: str
    secret: str = field(repr=False)
    clock: Callable[[], float]
    _token: str = field(default="", init=False, repr=False)
    _until: float = field(default=0.0, init=False, repr=False)

    def call(
        self, method: str, path: str, body: bytes | None = None, key: str = "", **ids: str
    ) -> dict[str, Any]:
        """The object that was answered; `key` makes a POST one that is carried out once.

        A token that isn't taken any more is renewed once. Raises `NotFound`, `Misconfigured`,
        `ProviderDown`, or `ProviderRefused` with PayPal's name of the issue; `ids` go along.
        https://developer.paypal.com/api/rest/responses/
        """
        answer = self._asked(method, path, body, key)
        if answer.status == 401:
            self._token = ""
            answer = self._asked(method, path, body, key)
        if answer.status >= 400:
            raise _refusal(answer, ids)
        return answer.json()

    def _asked(self, method: str, path: str, body: bytes | None, key: str) -> Answer:
        headers = {
            "authorization": f"Bearer {self._access()}",
            "accept": "application/json",
            "content-type": "application/json",
            "prefer": "return=representation",
            **({"paypal-request-id": key} if key else {}),
        }
        return self.api.call(method, path, body, headers)

    def _access(self) -> str:
        if not self._token or self.clock() >= self._until:
            self._renew()
        return self._token

    def _renew(self) -> None:
        """Asks for a token by the client's credentials; `Misconfigured` if they aren't taken."""
        asked_at = self.clock()
        credentials = b64encode(f"{self.id}:{self.secret}".encode()).decode()
        headers = {
            "authorization": f"Basic {credentials}",
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
        }
        body = b"grant_type=client_credentials"
        answer = self.api.call("POST", "/v1/oauth2/token", body, headers)
        said = answer.json()
        if answer.status >= 400:
            raise Misconfigured("PayPal doesn't take PAYPAL_CLIENT_ID with PAYPAL_SECRET")
        token, seconds = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token) or type(seconds) is not int:
            raise ProviderDown("an answer without a token")
        self._token, self._until = token, asked_at + seconds - EARLY


def _refusal(answer: Answer, ids: Mapping[str, str]) -> PelicartError:
    """What was refused, by PayPal's stable names alone, and what its support asks for."""
    said = answer.json()
    details = said.get("details")
    first = details[0] if isinstance(details, list) and details else {}
    issue = first.get("issue") if isinstance(first, Mapping) else None
    name = _known(_ISSUE, issue) or _known(_ISSUE, said.get("name")) or "refused"
    kind = _BY_STATUS.get(answer.status, ProviderRefused)
    request = _known(_DEBUG_ID, said.get("debug_id")) or None
    return kind(name, status=answer.status, request=request, **ids)


def _known(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
