"""A shop's terminal at the bank, and how messages of both sides are sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

BLOCK = 64
"""Bytes of a block of SHA-1, for HMAC as RFC 2104 has it."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """`key` as the bank hands it out: 40 characters."""

    tpe: str
    company: str
    key: str = field(repr=False)

    def mac(self, fields: Mapping[str, str]) -> str:
        """The seal over every field but the seal's own, in the order of their names' bytes."""
        names = sorted(fields, key=str.encode)
        said = (f"{name}={fields[name]}".encode() for name in names)
        return _hmac(_operational(self.key), b"*".join(said))

    def knows(self, fields: Mapping[str, str]) -> bool:
        """Whether a message names this terminal and company."""
        return (fields.get("TPE"), fields.get("societe")) == (self.tpe, self.company)

    def sealed(self, fields: Mapping[str, str]) -> bool:
        """Whether a message bears its seal."""
        rest = {name: value for name, value in fields.items() if name != "MAC"}
        return fields.get("MAC", "").lower() == self.mac(rest)


def _operational(key: str) -> bytes:
    """The kits' rule: the last two characters may stand for others."""
    kept, last = key[:38], key[38:]
    if 70 < ord(last[0]) < 97:
        return bytes.fromhex(f"{kept}{chr(ord(last[0]) - 23)}{last[1]}")
    if last[1] == "M":
        return bytes.fromhex(f"{kept}{last[0]}0")
    return bytes.fromhex(key)


def _hmac(key: bytes, text: bytes) -> str:
    padded = key.ljust(BLOCK, b"\0")
    inner = hashlib.sha1(bytes(byte ^ 0x36 for byte in padded) + text).digest()  # noqa: S324
    outer = bytes(byte ^ 0x5C for byte in padded)
    return hashlib.sha1(outer + inner).hexdigest()  # noqa: S324  the protocol's own
