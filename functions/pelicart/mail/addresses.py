"""Mail addresses as transports say them: the domain in ASCII, the rest as it is or not at all."""

from __future__ import annotations

import re

from pelicart.errors import MailRefused

# RFC 5321 4.1.2, Dot-string, and RFC 6531 3.3, which lets in all that isn't ASCII.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*", re.ASCII)

_DEVIATING = frozenset("ßς\u200c\u200d")
"""Written otherwise by IDNA 2008 than by Python's IDNA 2003: another domain, and maybe another
person. https://www.unicode.org/reports/tr46/#Deviations"""


def sayable(address: str) -> str:
    """The address with its domain in ASCII; `MailRefused` for what is no address.

    ASCII throughout unless the part before the @ isn't: such an address takes SMTPUTF8.
    """
    local, at, domain = address.rpartition("@")
    if not at or len(local.encode("utf-8", "replace")) > 64 or not _LOCAL.fullmatch(local):
        raise MailRefused("not a mail address", reason="address")
    if not local.isprintable():
        raise MailRefused("not a mail address", reason="address")
    return f"{local}@{_ascii(domain)}"


def _ascii(domain: str) -> str:
    if _DEVIATING & set(domain):
        raise MailRefused("a domain that is written in two ways", reason="address")
    try:
        said = domain.encode("idna").decode().lower() if not domain.isascii() else domain.lower()
    except UnicodeError:
        raise MailRefused("not a mail address", reason="address") from None
    if not _DOMAIN.fullmatch(said):
        raise MailRefused("not a mail address", reason="address")
    return said
