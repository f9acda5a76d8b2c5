"""The demo's key for cards, made anew at each start; the merchant's command opens cards with it."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pelicart.cardkey import named_key
from pelicart.seal import point_of

PRIVATE, PUBLIC = "card-key.pem", "card-key.pub"


def demo_card_key(folder: Path) -> dict[str, str]:
    """Writes both halves into the folder; the variable by which the demo's settings take the key.

    Nobody's card is ever sealed to it: it is worth nothing, so it has no passphrase.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    key = named_key("demo", point_of(private)).written
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / PRIVATE
    file.unlink(missing_ok=True)
    file.touch(0o600)
    file.write_bytes(pem)
    (folder / PUBLIC).write_text(key, "ascii")
    return {"PELICART_DEMO_CARD_KEY": key}
