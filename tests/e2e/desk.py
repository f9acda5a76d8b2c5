"""A provider's stand-in: its books, and the levers that tests pull."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Desk:
    """One provider; `name` is its payment module's, too."""

    name: str
    url: str

    def ask(self, about: str) -> Any:
        """What it says about its `books`, `ledger`, `deliveries` or `mode`."""
        return self._request("GET", about)

    def pull(self, lever: str, **values: object) -> Any:
        """Pulls a lever, such as `mode` or `sessions/<id>/confirm`."""
        return self._request("POST", lever, json=values)

    def books(self, order: str) -> list[dict[str, Any]]:
        """What it has in its books for an order's id or number, the oldest first."""
        return [one for one in self.ask("books") if str(one["order"]).startswith(order)]

    def answers(self, session: str) -> list[int]:
        """What the shop has answered to the notices of a session so far."""
        return [one["status"] for one in self.ask("deliveries") if one["session"] == session]

    def _request(self, method: str, path: str, **request: Any) -> Any:
        transport = httpx.HTTPTransport(verify=False)
        with httpx.Client(transport=transport, trust_env=False) as client:
            url = f"{self.url}/_control/{path}"
            return client.request(method, url, **request).raise_for_status().json()
