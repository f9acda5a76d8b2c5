"""The seal of a message: HMAC-SHA1, which the bank's protocol leaves no choice about."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping

_MAC = re.compile(r"[0-9A-Fa-f]{40}", re.ASCII)


def mac_of(key: bytes, text: bytes) -> str:
    """40 hexadecimal digits."""
    return hmac.new(key, text, "sha1").hexdigest()


def seal(key: bytes, fields: Mapping[str, str]) -> str:
    """The seal over all of these fields: those that are sent, and no other.

    A character stands for a byte, so that what was received is sealed as it came. What we send is
    ASCII: programs differ on how the bank reads anything else.
    """
    text = "*".join(f"{name}={fields[name]}" for name in sorted(fields))
    return mac_of(key, text.encode("latin-1"))


def genuine(key: bytes, fields: Mapping[str, str], mac: str) -> bool:
    """Whether this is their seal; capitals or small letters, in constant time."""
    return bool(_MAC.fullmatch(mac)) and hmac.compare_digest(seal(key, fields), mac.lower())
