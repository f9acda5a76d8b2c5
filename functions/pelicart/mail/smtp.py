"""Mail by any SMTP server, through Python's own library: one connection for each mail."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from smtplib import SMTP, SMTP_SSL, SMTPResponseException
from typing import Literal

from pelicart.errors import MailDown, MailRefused
from pelicart.mail.addresses import sayable
from pelicart.mail.base import Mail
from pelicart.mail.message import international, written

TIMEOUT = 15.0
"""Seconds to wait for a connection, and for each answer."""

Reply = tuple[int, bytes]

_ENHANCED = re.compile(rb"5\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)
_OURS = frozenset({530, 534, 535, 538})
"""Log in first, or otherwise (RFC 4954): said of us, whatever the step."""
_BUSY = b"not verified"
"""Amazon's words in its 554 for a sender, or in the sandbox a recipient, to be confirmed first."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server and how to speak to it; `now` gives the epoch seconds that mails are dated.

    `starttls` insists on it, and like `tls` checks the server's certificate.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    now: Callable[[], int]
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT

    def send(self, mail: Mail) -> None:
        """Returns once the server has taken the mail over (RFC 5321 6.1)."""
        message = written(mail, self.now())
        sender, to = sayable(mail.sender.address), sayable(mail.to)
        with self._session(sender.rpartition("@")[2]) as server:
            if international(message) and not server.has_extn("smtputf8"):
                raise MailRefused("the server takes ASCII addresses alone", reason="address")
            data = message.as_bytes()
            _taken("mail", server.mail(sender, _options(server, message, len(data))))
            _taken("rcpt", server.rcpt(to))
            _taken("data", _said(server, data))

    @contextmanager
    def _session(self, name: str) -> Iterator[SMTP]:
        """Greeted and logged in. What fails in it is `MailDown`; a lost goodbye is no failure."""
        try:
            server = self._connected(name)
            try:
                self._prepare(server)
                yield server
                with suppress(OSError):  # the mail is theirs by now: it must not be sent again
                    server.quit()
            finally:
                server.close()
        except SMTPResponseException as wrong:
            raise MailDown("the mail server declined", code=wrong.smtp_code) from None
        except OSError as wrong:  # with what smtplib raises; their texts may quote what was said
            raise MailDown("no mail server", reason=type(wrong).__name__) from None

    def _connected(self, name: str) -> SMTP:
        # Without a name smtplib asks the DNS for one, which may take its time in a function.
        if self.security == "tls":
            tls = ssl.create_default_context()
            return SMTP_SSL(self.host, self.port, name, timeout=self.timeout, context=tls)
        return SMTP(self.host, self.port, name, self.timeout)

    def _prepare(self, server: SMTP) -> None:
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password)


def _options(server: SMTP, message: EmailMessage, size: int) -> list[str]:
    options = [f"SIZE={size}"] if server.has_extn("size") else []
    return [*options, "SMTPUTF8", "BODY=8BITMIME"] if international(message) else options


def _said(server: SMTP, data: bytes) -> Reply:
    try:
        return server.data(data)
    except SMTPResponseException as wrong:  # DATA itself was declined
        error = wrong.smtp_error
        return wrong.smtp_code, error if isinstance(error, bytes) else error.encode()


def _taken(step: str, reply: Reply) -> None:
    """Raises `MailDown` or `MailRefused` unless the server said yes.

    Refused is what is said for good (5yz) of the recipient or of what the mail holds. What it says
    of us, our sender or our setting is mended by the operator, and the mail is sent then.
    """
    code, text = reply
    if 200 <= code < 300:
        return
    if _for_good(step, code, text):
        raise MailRefused("the mail server refused it", step=step, code=code)
    raise MailDown("the mail server didn't take it", step=step, code=code)


def _for_good(step: str, code: int, text: bytes) -> bool:
    """https://www.rfc-editor.org/rfc/rfc5321#section-4.2, with RFC 3463's finer codes."""
    if step == "mail":
        return code == 552  # too large (RFC 1870); any other word is about the sender
    if code in _OURS or _BUSY in text or not (code == 501 or 540 <= code < 600):
        return False
    finer = _ENHANCED.match(text.strip())
    security = finer[2] if finer and finer[1] == b"7" else b""
    if step == "rcpt":  # relaying denied, and: 552 is to be read as 452 (4.5.3.1.10)
        return code != 552 and not security
    return security in {b"", b"0", b"1"}  # spam is about the mail; keys and names are ours
