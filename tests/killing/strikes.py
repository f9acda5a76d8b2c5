"""What may befall a function at one of its calls to the outside, counted where all of them pass.

The table's client, the payment modules, Stripe's SDK and boto3 all end in `http.client`; what sends
mails ends in `smtplib`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from http.client import HTTPConnection
from smtplib import SMTP
from typing import Any

KILLED_BEFORE = "killed before"
KILLED_AFTER = "killed after"
REFUSED = "refused"
UNHEARD = "unheard"
WAYS = (KILLED_BEFORE, KILLED_AFTER, REFUSED, UNHEARD)

DEAD = 137


@dataclass(frozen=True)
class Strike:
    """At the n-th call (from 1) of an invocation.

    `killed before`: the process ends and nothing is sent. `killed after`: it ends when the answer
    has come, before anybody reads it. `refused`: nothing can be sent, nor when this is tried again.
    `unheard`: it is carried out and no answer comes, however often it is tried.
    """

    call: int
    how: str


def least(calls: int) -> list[Strike]:
    """Killed between any two of so many calls: after one is before the next, as nothing that
    lasts happens in between."""
    after = [Strike(call, KILLED_AFTER) for call in range(1, calls + 1)]
    return [*([Strike(1, KILLED_BEFORE)] if calls else []), *after]


def every(calls: int) -> list[Strike]:
    """Everything at each of so many calls."""
    return [Strike(call, how) for call in range(1, calls + 1) for how in WAYS]


@dataclass
class Calls:
    """The calls of one invocation so far, by name, and what shall befall one of them."""

    strike: Strike | None = None
    names: list[str] = field(default_factory=list)
    begun: str = ""

    def sends(self) -> None:
        """What was begun is about to be sent."""
        self.names.append(self.begun)
        if self._befalls(KILLED_BEFORE):
            os._exit(DEAD)
        if self._befalls(REFUSED):
            raise ConnectionRefusedError("struck")

    def hears(self) -> None:
        """An answer has come to the latest call."""
        if self._befalls(KILLED_AFTER):
            os._exit(DEAD)
        if self._befalls(UNHEARD):
            raise TimeoutError("struck")

    def _befalls(self, how: str) -> bool:
        strike = self.strike
        if strike is None or strike.how != how or len(self.names) < strike.call:
            return False
        return self.names[-1] == self.names[strike.call - 1]


def watch(calls: Calls) -> None:
    """From now on every call of this process is counted, and one may be struck."""
    _watch_http(calls)
    _watch_mail(calls)


def _watch_http(calls: Calls) -> None:
    begin, header = HTTPConnection.putrequest, HTTPConnection.putheader
    send, hear = HTTPConnection.endheaders, HTTPConnection.getresponse

    def putrequest(self: HTTPConnection, method: str, url: str, *args: Any, **named: Any) -> None:
        calls.begun = f"{method} {url.partition('?')[0]}"
        begin(self, method, url, *args, **named)

    def putheader(self: HTTPConnection, name: Any, *values: Any) -> None:
        if str(name).lower() == "x-amz-target":
            text = values[0].decode() if isinstance(values[0], bytes) else str(values[0])
            calls.begun = text.rpartition(".")[2]
        header(self, name, *values)

    def endheaders(self: HTTPConnection, *args: Any, **named: Any) -> None:
        calls.sends()
        send(self, *args, **named)

    def getresponse(self: HTTPConnection) -> Any:
        answer = hear(self)
        calls.hears()
        return answer

    hooks = {
        "putrequest": putrequest,
        "putheader": putheader,
        "endheaders": endheaders,
        "getresponse": getresponse,
    }
    for name, hook in hooks.items():
        setattr(HTTPConnection, name, hook)


def _watch_mail(calls: Calls) -> None:
    """A call is the connection, a command with its reply, or the message itself."""
    connect, send, hear = SMTP.connect, SMTP.send, SMTP.getreply

    def connects(self: SMTP, *args: Any, **named: Any) -> Any:
        calls.begun = "SMTP connect"
        calls.sends()
        return connect(self, *args, **named)

    def sends(self: SMTP, said: Any) -> None:
        calls.begun = f"SMTP {said.split()[0]}" if isinstance(said, str) else "SMTP message"
        calls.sends()
        send(self, said)

    def hears(self: SMTP) -> Any:
        answer = hear(self)
        calls.hears()
        return answer

    for name, hook in {"connect": connects, "send": sends, "getreply": hears}.items():
        setattr(SMTP, name, hook)
