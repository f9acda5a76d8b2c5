"""A real SMTP server that answers as a test wants, and a certificate that it may show."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pelicart.mail.base import Mail, Sender

# ruff: noqa: ARG002, N802  the shape that aiosmtpd calls

AT = 1_767_225_600  # 2026-01-01T00:00:00Z
USER, PASSWORD = "shop@merle.example", "hush"


def mail(**other: Any) -> Mail:
    """A letter; `other` says what is different."""
    usual = {
        "id": "ZVE2JTOLRL5XUQ6TKFDGLEGIAI.3:paid",
        "sender": Sender("Merle & Lin", "hello@merle.example"),
        "to": "ada@customer.example",
        "reply_to": "help@merle.example",
        "subject": "Your order ZVE2JTOLRL5X is paid",
        "text": "Thank you.\n",
        "html": "<p>Thank you.</p>\n",
    }
    return Mail(**(usual | other))


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=default)


@dataclass
class Letterbox:
    """What came in, and what is answered instead of yes: by step, `rcpt` or `data`."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[Any] = field(default_factory=list)
    drop: str = ""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if answer := self._answered("mail", server):
            return answer
        envelope.mail_from, envelope.mail_options = address, [*options]
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self._answered("rcpt", server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := self._answered("data", server):
            return answer
        self.taken.append(envelope)
        if self.drop == "answer":  # taken, and nobody hears of it
            server.transport.abort()
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if self.drop == "quit":
            server.transport.abort()
        return self.answers.get("quit", "221 Bye")

    def _answered(self, step, server):
        if self.drop == step:
            server.transport.abort()
            return "421 nobody hears this"
        return self.answers.get(step, "")


class Implicit(Controller):
    """TLS from the first byte; the trial of aiosmtpd's own controller speaks it too."""

    def _trigger_server(self):
        context = ssl.create_default_context(cafile=self.authority)
        with (
            socket.create_connection((self.hostname, self.port), 2) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped,
        ):
            wrapped.recv(1024)


class Server:
    """Runs letterboxes; `stop` ends them all."""

    def __init__(self) -> None:
        self._running: list[Controller] = []

    def start(self, box: Letterbox, kind: type[Controller] = Controller, **options: Any) -> int:
        """The port it listens on."""
        authority = options.pop("authority", None)
        controller = kind(
            box, hostname="127.0.0.1", port=_free(), server_hostname="letterbox", **options
        )
        controller.authority = authority
        controller.start()
        self._running.append(controller)
        return int(controller.port)

    def stop(self) -> None:
        for controller in self._running:
            controller.stop()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def may_log_in(server, session, envelope, mechanism, data) -> AuthResult:
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def certificate(folder: Path, host: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for a host, and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "letterbox")])
    now = dt.datetime.now(dt.UTC)
    try:
        about: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        about = x509.DNSName(host)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([about]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context
