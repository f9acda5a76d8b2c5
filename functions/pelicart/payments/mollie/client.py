"""Calls to Mollie's API, and its errors in our words; https://docs.mollie.com/reference/error-handling."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.payments.calling import Answer, Api
from pelicart.payments.mollie.payment import EMBED, Said, text_of

PAYMENTS = "/v2/payments"
ID = re.compile(r"tr_[A-Za-z0-9]{1,64}", re.ASCII)

_FIELD = re.compile(r"[A-Za-z.]{1,60}", re.ASCII)
_ERRORS: Mapping[int, type[PelicartError]] = {
    401: Misconfigured,
    403: Misconfigured,
    404: NotFound,
    409: ProviderDown,  # the same call is still being carried out
    410: NotFound,
}


@dataclass(frozen=True, slots=True)
class Client:
    """Calls with one key, for the shop of this host; raises as every payment module does."""

    key: str = field(repr=False)
    api: Api
    shop: str

    def read(self, session: str) -> Said:
        """A payment in Mollie's words, if this shop made it; the id may come from anybody."""
        said = _checked(self._call("GET", f"{path_of(session)}?{EMBED}"), session=session).json()
        if text_of(said, "id") != session:
            raise ProviderDown("an answer about another payment", session=session)
        if text_of(said, "metadata", "shop") != self.shop:
            raise NotFound("no payment of this shop", session=session)
        return said

    def make(self, path: str, body: Said, key: str, **ids: str) -> dict[str, Any]:
        """The object that was made; the same key makes it once, as long as Mollie remembers it."""
        headers = {"content-type": "application/json", "idempotency-key": key}
        return _checked(self._call("POST", path, json.dumps(body).encode(), headers), **ids).json()

    def cancel(self, session: str) -> None:
        """Asks for it: what became of it is to be read."""
        _checked(self._call("DELETE", path_of(session)), session=session)

    def _call(
        self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> Answer:
        headers = {"authorization": f"Bearer {self.key}", "accept": "application/hal+json"}
        return self.api.call(method, path, body, {**headers, **(more or {})})


def path_of(session: str) -> str:
    """A payment's path; `NotFound` for what can't be an id."""
    if not ID.fullmatch(session):
        raise NotFound("no payment's id")
    return f"{PAYMENTS}/{session}"


def _checked(answer: Answer, **ids: str) -> Answer:
    """The answer, unless it is an error; an error that Mollie didn't write is no answer.

    Of its words only the name of a field is kept: the others may quote what was sent.
    """
    if answer.status < 300:
        return answer
    about = text_of(answer.json(), "field")
    wrong = _ERRORS.get(answer.status, ProviderRefused)
    at = about if _FIELD.fullmatch(about) else None
    raise wrong("refused by Mollie", status=answer.status, field=at, **ids)
