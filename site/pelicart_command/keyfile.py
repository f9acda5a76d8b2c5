"""The private key that opens cards: a PEM file on the merchant's own machine, and nowhere else."""

from __future__ import annotations

import os
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from pelicart_command.stopped import Stopped

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
except ModuleNotFoundError as missing:
    raise Stopped('cryptography is missing. Run: pip install "pelicart[functions]".') from missing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

SHORTEST = 12
"""Characters of a passphrase, as PCI DSS v4.0.1 asks of passwords (8.3.6)."""


def new_key() -> EllipticCurvePrivateKey:
    """A fresh key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def save_key(private: EllipticCurvePrivateKey, file: Path, passphrase: str) -> None:
    """Writes PKCS #8 that its owner alone can read; stops rather than overwrite anything."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise Stopped(f"{file} is there already, and may be the only copy of a key") from there
    except OSError as wrong:
        raise Stopped(f"{file} can't be written: {wrong.strerror}") from wrong
    with os.fdopen(opened, "wb") as out:
        out.write(pem)


def load_key(file: Path) -> EllipticCurvePrivateKey:
    """The key in this file; asks for its passphrase if it has one."""
    try:
        pem, mode = file.read_bytes(), file.stat().st_mode
    except OSError as wrong:
        raise Stopped(f"{file} can't be read: {wrong.strerror}") from wrong
    if os.name == "posix" and mode & 0o077:
        raise Stopped(f"{file} can be read by others on this machine: chmod 600 {file}")
    try:
        private = _decoded(pem)
    except ValueError as wrong:
        raise Stopped(f"{file} is no private key, or the passphrase is another") from wrong
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise Stopped(f"{file} holds another kind of key than pelicart cards keygen makes")
    return private


def _decoded(pem: bytes) -> object:
    try:
        return serialization.load_pem_private_key(pem, None)
    except TypeError:  # it has a passphrase
        asked = getpass("Passphrase of the key: ")
        return serialization.load_pem_private_key(pem, asked.encode())


def ask_passphrase() -> str:
    """A new passphrase, typed twice; stops if it is short or the two differ."""
    passphrase = getpass(f"A passphrase for the key, {SHORTEST} characters or more: ")
    if len(passphrase) < SHORTEST:
        raise Stopped(f"the passphrase is shorter than {SHORTEST} characters. No key was made.")
    if getpass("The same once more: ") != passphrase:
        raise Stopped("the two passphrases differ. No key was made.")
    return passphrase
