"""The key of a terminal: 40 characters as the bank writes it, 20 bytes as it seals with it."""

from __future__ import annotations

import re

from pelicart.errors import Misconfigured

_HEX = re.compile(r"[0-9A-Fa-f]{40}", re.ASCII)


def usable_key(written: str) -> bytes:
    """The 20 bytes of a key as the bank gave it, by the rule of its own kits; `Misconfigured`.

    The last two of the 40 characters may be none of a hexadecimal number and stand for others.
    """
    first, last = written[38:39], written[39:40]
    if "F" < first < "a":
        first = chr(ord(first) - 23)
    elif last == "M":
        last = "0"
    digits = written[:38] + first + last
    if len(written) != len(digits) or not _HEX.fullmatch(digits):
        raise Misconfigured("MONETICO_KEY is no key of a terminal: 40 characters as the bank wrote")
    return bytes.fromhex(digits)
