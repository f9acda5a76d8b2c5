"""What came in, and how the mail server behaves."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from typing import Any

from pelicart_infra.local.standin.refusal import Refusal

ANSWERS = ("take", "later", "refuse", "down", "unheard")
"""Taken; not now (4yz); never (5yz); no answer; taken, but the answer gets lost."""

MOST = 1000
"""Mails that are kept; older ones go."""


@dataclass(frozen=True)
class Kept:
    """One mail: its envelope, and its bytes as they came."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        """Read as any mail program would."""
        return message_from_bytes(self.raw, _class=EmailMessage, policy=default)

    def field(self, name: str) -> str:
        """A field of its head, or empty text."""
        return str(self.message.get(name, ""))

    def part(self, kind: str) -> str:
        """Its text, by `plain` or `html`; empty if it has none."""
        found = self.message.get_body((kind,))
        return str(found.get_content()).replace("\r\n", "\n") if found else ""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        named = {"from": "From", "to": "To", "reply_to": "Reply-To", "subject": "Subject"}
        return {
            "number": self.number,
            "id": self.field("Message-ID"),
            **{name: self.field(header) for name, header in named.items()},
            "date": self.field("Date"),
            "envelope": {"sender": self.sender, "recipients": list(self.recipients)},
            "text": self.part("plain"),
            "html": self.part("html"),
        }


@dataclass(slots=True)
class Box:
    """Every mail, and the answers: `answers` to all, `of` to single addresses."""

    answers: str = "take"
    of: dict[str, str] = field(default_factory=dict)
    _mails: deque[Kept] = field(default_factory=lambda: deque(maxlen=MOST))
    _count: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> None:
        """Takes a mail in."""
        with self._turn:
            self._count += 1
            self._mails.append(Kept(self._count, sender, recipients, raw))

    def mails(self) -> list[Kept]:
        """All of them, the newest first."""
        with self._turn:
            return list(reversed(self._mails))

    def mail(self, number: int) -> Kept:
        """One of them; `Refusal` with 404 if it isn't there."""
        for mail in self.mails():
            if mail.number == number:
                return mail
        raise Refusal("There is no such mail.", status=404)

    def behave(self, said: Mapping[str, Any]) -> None:
        """Takes over `answers`, for one address if `of` names it; `Refusal` for any other."""
        answers, of = said.get("answers"), said.get("of", "")
        if answers not in ANSWERS or not isinstance(of, str) or set(said) - {"answers", "of"}:
            raise Refusal(f"answers is one of {', '.join(ANSWERS)}", param="answers")
        if of:
            self.of[of] = answers
        else:
            self.answers = answers

    def mode(self) -> dict[str, Any]:
        """How it behaves, as JSON."""
        return {"answers": self.answers, "of": dict(self.of)}

    def empty(self) -> None:
        """Throws every mail away; their numbers aren't given again."""
        with self._turn:
            self._mails.clear()
