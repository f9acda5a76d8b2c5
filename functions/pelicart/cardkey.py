"""The public key that cards are sealed to: how a merchant writes it, and whether it can be one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

# The curve P-256, y² = x³ - 3x + b modulo p (NIST SP 800-186, 3.2.1.3).
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
SIZE = 65
_UNCOMPRESSED = 4

_WRITTEN = re.compile(r"([a-z0-9-]{1,23}-[0-9a-f]{8}):([A-Za-z0-9_-]{87})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CardKey:
    """A point of P-256, uncompressed (SEC 1, 2.3.3), and the id that names it.

    An id ends with the start of the point's hash, so that no two keys can share one.
    """

    kid: str
    point: bytes

    @property
    def written(self) -> str:
        """As it stands in the settings: `2026-11-0a1b2c3d:BExx…`."""
        return f"{self.kid}:{unpadded(self.point)}"


def named_key(name: str, point: bytes) -> CardKey:
    """The key of this point; `name` is the part of its id that people choose, such as a month."""
    return CardKey(f"{name}-{_mark(point)}", point)


def read_card_key(text: str) -> CardKey | None:
    """The key as written in the settings; None unless it is one, to the last bit."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    kid, point = found[1], from_unpadded(found[2])
    if point is None or not _on_curve(point) or not kid.endswith(f"-{_mark(point)}"):
        return None
    return CardKey(kid, point)


def unpadded(data: bytes) -> str:
    """Base64url without padding (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_unpadded(text: str) -> bytes | None:
    """Inverse of `unpadded`; None for any other spelling."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return data if unpadded(data) == text else None


def _mark(point: bytes) -> str:
    return hashlib.sha256(point).hexdigest()[:8]


def _on_curve(point: bytes) -> bool:
    if len(point) != SIZE or point[0] != _UNCOMPRESSED:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return max(x, y) < _P and (y * y - x * x * x + 3 * x - _B) % _P == 0
