"""The mail server: SMTP on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import hmac
import socket
import threading
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pelicart_infra.local.mailbox.kept import Box

USER = "demo"
LARGEST = 10 * 1024 * 1024
"""Bytes of a mail."""

_NO = {
    "later": "451 4.3.0 Not now",
    "refuse": "550 5.1.1 Nobody here has this address",
    "down": "421 4.3.2 Closing",
}


@dataclass(frozen=True, slots=True)
class Door:
    """Takes mails in, as aiosmtpd calls it; whoever isn't `USER` with the password stays out."""

    # ruff: noqa: ARG002, D102, N802  aiosmtpd's names

    box: Box
    password: str = field(repr=False)

    def knows(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Whether they may send."""
        given = data if isinstance(data, LoginPassword) else LoginPassword(b"", b"")
        known = given.login == USER.encode()
        right = hmac.compare_digest(given.password, self.password.encode())
        return AuthResult(success=known and right, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Log in first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = self.box.of.get(address, self.box.answers)
        if answers in _NO:
            if answers == "down":
                _hang_up(server)
            return _NO[answers]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content or b""
        content = raw if isinstance(raw, bytes) else raw.encode()
        self.box.keep(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        unheard = {self.box.of.get(one, self.box.answers) for one in envelope.rcpt_tos}
        if "unheard" in unheard:
            _hang_up(server)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


class Receiving:
    """Serves on this socket until `stop`."""

    def __init__(self, box: Box, password: str, listener: socket.socket) -> None:
        self._door, self._listener = Door(box, password), listener
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Closes the port and every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, sock=self._listener)
        )
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def _protocol(self) -> SMTP:
        return SMTP(
            self._door,
            hostname="mailbox",
            ident="a mailbox on this machine",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            authenticator=self._door.knows,
            auth_require_tls=False,
            loop=self._loop,
        )
