"""A mail as bytes: RFC 5322 with the text and the HTML beside it, all of it 7-bit but addresses."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from pelicart.errors import MailRefused, Misconfigured
from pelicart.mail.addresses import sayable
from pelicart.mail.base import Mail
from pelicart.mail.headers import address_field, field, text_field

_NO_ID = re.compile(r"[^A-Za-z0-9-]+")


def written(mail: Mail, at: int) -> EmailMessage:
    """The message, dated `at` in epoch seconds; the same mail always has the same Message-ID.

    Raises `MailRefused` for what no mail can hold, `Misconfigured` without a sender.
    """
    if not mail.sender.address:
        raise Misconfigured('mails are from nobody: write "email" or "mail" in SHOP')
    addresses = [sayable(one) for one in (mail.sender.address, mail.to, mail.reply_to) if one]
    ascii_only = all(one.isascii() for one in addresses)
    message = EmailMessage(SMTP if ascii_only else SMTPUTF8)
    try:
        _head(message, mail, at)
        _body(message, mail)
        message.as_bytes()
    except (ValueError, MessageError):
        raise MailRefused("no mail can hold this", reason="content") from None
    return message


def international(message: EmailMessage) -> bool:
    """Whether one of its addresses isn't ASCII: only SMTPUTF8 (RFC 6531) takes such a message."""
    return message.policy is SMTPUTF8


def _head(message: EmailMessage, mail: Mail, at: int) -> None:
    sender = sayable(mail.sender.address)
    message["From"] = address_field("From", sender, mail.sender.name)
    message["To"] = address_field("To", sayable(mail.to))
    if mail.reply_to:
        message["Reply-To"] = address_field("Reply-To", sayable(mail.reply_to))
    message["Subject"] = text_field("Subject", mail.subject)
    message["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    host = sender.rpartition("@")[2]
    message["Message-ID"] = field("Message-ID", f"<{_name(mail.id)}@{host}>")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers


def _body(message: EmailMessage, mail: Mail) -> None:
    """Quoted-printable always: lines stay short, and none can look like a boundary's."""
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{hashlib.sha256(mail.id.encode()).hexdigest()[:32]}")


def _name(written: str) -> str:
    """What stands before the @ of a Message-ID: RFC 5322's dot-atom."""
    return _NO_ID.sub(".", written).strip(".")[:100]
