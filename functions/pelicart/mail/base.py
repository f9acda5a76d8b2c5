"""A mail, and whoever sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from: a name as people read it, and a bare address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person; `to` and `reply_to` (empty: none) are bare addresses.

    `id` names it for good: sent again, it has the same Message-ID. `html` may be empty.
    """

    id: str
    sender: Sender
    to: str = field(repr=False)
    reply_to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class Post(Protocol):
    """Takes mails on their way."""

    def send(self, mail: Mail) -> None:
        """Returns once somebody has taken it over for good.

        Raises `MailDown`: try again later, it may come twice then; or `MailRefused`: never will
        be taken; or `Misconfigured`.
        """
