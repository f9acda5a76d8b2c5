"""A mail server that keeps what names each mail, and to whom it went."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from pelicart_infra.local.serving import LOOPBACK


@dataclass
class Letterbox:
    """`mails`: what stands before the @ of each Message-ID, in turn."""

    mails: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """As aiosmtpd calls it."""
        name = message_from_bytes(envelope.content)["message-id"]
        self.mails.append(name.strip("<> ").partition("@")[0])
        return "250 OK"


@contextmanager
def open_post(box: Letterbox) -> Iterator[str]:
    """What PELICART_MAIL says, so that mails end in this box."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(box, hostname=LOOPBACK, port=port, server_hostname="letterbox")
    controller.start()
    try:
        yield f"smtp://{LOOPBACK}:{port}"
    finally:
        controller.stop()
