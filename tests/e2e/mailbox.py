"""The demo's mailbox, as a test reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Mailbox:
    """Every mail that the shop has sent; `url` is its page's."""

    url: str

    def mails(self, number: str = "", to: str = "") -> list[dict[str, Any]]:
        """The oldest first; of one order's number, and to one address, if they are given."""
        found = reversed(self._request("GET", "mails"))
        return [
            mail
            for mail in found
            if number in f"{mail['subject']} {mail['text']}" and to in mail["to"]
        ]

    def behaves(self, answers: str, of: str = "") -> None:
        """Has it `take` mails, take them `later`, `refuse` them, be `down` or go `unheard`."""
        self._request("POST", "mode", json={"answers": answers, "of": of})

    def _request(self, method: str, path: str, **request: Any) -> Any:
        with httpx.Client(trust_env=False) as client:
            answer = client.request(method, f"{self.url}/_control/{path}", **request)
            return answer.raise_for_status().json()
