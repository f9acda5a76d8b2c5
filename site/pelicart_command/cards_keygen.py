"""`pelicart cards keygen`: a key pair; the private half never leaves the merchant's machine."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path

from pelicart.cardkey import named_key
from pelicart.seal import point_of
from pelicart_command.keyfile import ask_passphrase, new_key, save_key
from pelicart_command.stopped import Stopped


def run(given: argparse.Namespace) -> int:
    """Writes the private key, and prints the public one as the settings want it."""
    name = given.name or datetime.now(UTC).strftime("%Y-%m")
    if not re.fullmatch(r"[a-z0-9-]{1,23}", name, re.ASCII):
        raise Stopped("--name takes small letters, digits and dashes, at most 23")
    private = new_key()
    key = named_key(name, point_of(private))
    file = Path(given.out or f"card-key-{key.kid}.pem")
    if file.exists():
        raise Stopped(f"{file} is there already, and may be the only copy of a key")
    save_key(private, file, "" if given.no_passphrase else ask_passphrase())
    print(_TOLD.format(file=file, key=key.written))
    return 0


_TOLD = """\
The private key is in {file}. Keep it on this machine and one copy of it offline, out of
the repository and of every cloud: whoever has it reads your shoppers' cards, and without it
nobody does, you included.

The public key goes into SHOP["methods"]:

    "ssl": {{
        "key": "{key}",
        "accept": "...",  # docs/sealed-card.md tells what to write here, and what it means
    }},
"""
