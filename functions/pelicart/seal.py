"""Seals a card to the merchant's key, for one order: HPKE, RFC 9180, base mode, one message.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The browser does the same by tools/seal; what
either makes, the merchant's command opens. `cryptography` is imported only when it is used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pelicart.card import SIZE, Card, card_from
from pelicart.cardkey import CardKey, from_unpadded, named_key, unpadded
from pelicart.errors import BadRequest, NotOpened, WrongKey
from pelicart.money import Money

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.hpke import Suite

ENCAPSULATED, TAG = 65, 16
SEALED = ENCAPSULATED + SIZE + TAG
"""Bytes of every sealed card: the sender's point, then the ciphertext."""

_POINT = 4
_TEXT = re.compile(r"([a-z0-9-]{1,32}):([A-Za-z0-9_-]{450})", re.ASCII)


def binding(kid: str, order_id: str, total: Money) -> bytes:
    """What a sealed card is good for: it opens for this key, order and sum, and for no other."""
    return f"pelicart card 1|{kid}|{order_id}|{total.minor} {total.currency}".encode("ascii")


def seal(card: Card, key: CardKey, order_id: str, total: Money) -> str:
    """The sealed card as text: `<kid>:<base64url>`."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415  see above

    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
    info = binding(key.kid, order_id, total)
    return f"{key.kid}:{unpadded(_suite().encrypt(card.message(), public, info=info))}"


def is_sealed(text: str) -> bool:
    """Whether this has the form of a sealed card; only its key can tell whether it is one."""
    found = _TEXT.fullmatch(text)
    data = from_unpadded(found[2]) if found else None
    return data is not None and len(data) == SEALED and data[0] == _POINT


def unseal(text: str, private: EllipticCurvePrivateKey, order_id: str, total: Money) -> Card:
    """The card. Raises `WrongKey`, or `NotOpened` if it was altered, moved, or never was one."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  see above

    if not is_sealed(text):
        raise NotOpened("it has not the form of a sealed card", order=order_id)
    kid, _, data = text.partition(":")
    name, _, _ = kid.rpartition("-")
    if named_key(name, point_of(private)).kid != kid:
        raise WrongKey(f"the card was sealed to {kid}", order=order_id)
    try:
        info = binding(kid, order_id, total)
        message = _suite().decrypt(from_unpadded(data) or b"", private, info=info)
    except (InvalidTag, ValueError):
        raise NotOpened(
            "it was altered, or sealed for another order or sum", order=order_id
        ) from None
    try:
        return card_from(message)
    except BadRequest:
        raise NotOpened("it opens, but holds no card", order=order_id) from None


def point_of(private: EllipticCurvePrivateKey) -> bytes:
    """The public point of a private key, uncompressed."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  see above
        Encoding,
        PublicFormat,
    )

    public = private.public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415  see above

    return Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
