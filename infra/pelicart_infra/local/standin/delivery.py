"""Notices to the shop, sent from threads of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from pelicart_infra.local.standin.modes import Modes

Make = Callable[[bool], tuple[bytes, Mapping[str, str]]]
"""Body and headers of a notice; called anew for each try, with whether it is to be forged."""

Accepted = Callable[[int, bytes], bool]
"""Whether an answer's status (0: none came) and body say that the notice was taken."""

TIMEOUT = 10
LONGEST_ANSWER = 200
"""Characters of an answer that are kept."""


def by_status(status: int, body: bytes) -> bool:  # noqa: ARG001  one shape for all
    """Most providers take any 2xx for a yes."""
    return 200 <= status < 300


@dataclass(slots=True)
class Delivery:
    """Sends to `url`, or nowhere if that is empty.

    `backoff` are the seconds before each further try, none where the provider never tries again.
    `deliveries` records every try.
    """

    url: str
    modes: Modes
    backoff: Sequence[float] = (0.3, 1.0, 3.0)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    _client: httpx.Client = field(
        default_factory=partial(httpx.Client, trust_env=False, timeout=TIMEOUT)
    )
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def send(
        self, session: str, kind: str, make: Make, *, accepted: Accepted = by_status, url: str = ""
    ) -> None:
        """Sends one notice as the session's mode has it; `url` is this session's own address."""
        mode, url = self.modes.of_session(session), url or self.url
        if not url or mode == "never":
            return
        wait = self.modes.late if mode == "late" else 0.0
        made = partial(make, mode == "forged")
        about = {"type": kind, "session": session}
        for _ in range(2 if mode == "twice" else 1):
            thread = threading.Thread(
                target=self._deliver, args=(url, about, made, accepted, wait), daemon=True
            )
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()

    def busy(self) -> bool:
        """Whether a notice is under way, or waits for its next try."""
        return any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Sends nothing more, and waits for what is under way."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(TIMEOUT)
        self._client.close()

    def _deliver(
        self,
        url: str,
        about: Mapping[str, str],
        make: Callable[[], tuple[bytes, Mapping[str, str]]],
        accepted: Accepted,
        wait: float,
    ) -> None:
        for number, pause in enumerate((wait, *self.backoff), start=1):
            if self._stopped.wait(pause):
                return
            status, answer = self._post(url, *make())
            text = answer.decode("utf-8", "replace")[:LONGEST_ANSWER]
            self.deliveries.append({**about, "try": number, "status": status, "answer": text})
            if accepted(status, answer):
                return

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            answer = self._client.post(url, content=body, headers=headers)
        except httpx.HTTPError:
            return 0, b""
        return answer.status_code, answer.content
