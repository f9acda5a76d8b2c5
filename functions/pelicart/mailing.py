"""Whom mails are from, and where the merchant's own go: the setting `mail`."""

from __future__ import annotations

from dataclasses import dataclass

from pelicart.errors import MailRefused
from pelicart.mail.addresses import sayable
from pelicart.reading import Reader


@dataclass(frozen=True, slots=True)
class Mailing:
    """Bare addresses, empty where the shop has none: then no such mail can be sent."""

    sender: str = ""
    merchant: str = ""


def read_mailing(reader: Reader, email: str) -> Mailing:
    """The addresses of the settings' table `mail`; both are `email` unless written."""
    mailing = Mailing(
        sender=read_address(reader, "from", email),
        merchant=read_address(reader, "merchant", email),
    )
    reader.done()
    return mailing


def read_address(reader: Reader, key: str, default: str = "") -> str:
    """One bare mail address, as it can be put on a mail."""
    if not (address := reader.text(key)):
        return default
    try:
        sayable(address)
    except MailRefused:
        remedy = "Write one bare address, such as hello@shop.example."
        reader.problem((key,), f"{address!r} is no mail address.", remedy)
        return default
    return address
