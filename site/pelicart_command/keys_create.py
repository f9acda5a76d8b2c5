"""`pelicart keys create`: the secrets that the shop makes itself, before it is first deployed."""

from __future__ import annotations

import argparse
import base64
import secrets
import time
from collections.abc import Callable, Iterator, Mapping

from pelicart_command.keys_place import find_place
from pelicart_command.keys_signing import new_pair
from pelicart_command.keys_vault import Vault
from pelicart_infra.environment import CDN_SECRET as CDN
from pelicart_infra.stage_secrets import OURS

ORIGIN = "PELICART_ORIGIN_SECRET"


def run(given: argparse.Namespace) -> int:
    """Makes what is missing and overwrites nothing; 1 if others' secrets are missing."""
    place = find_place(given)
    for text in _made(place.vault):
        print(text)
    missing = [name for name in place.wanted if name not in OURS and not place.vault.last(name)]
    for name in missing:
        print(f"MISSING {name}: pelicart --stage {place.stage} keys set {name}")
    return 1 if missing else 0


def _made(vault: Vault) -> Iterator[str]:
    values: Mapping[str, Callable[[], str]] = {
        "PELICART_KEYS": lambda: new_pair(int(time.time())),
        "PELICART_BASKET_KEY": new_secret,
        ORIGIN: lambda: _other(vault, CDN) or new_secret(),
        CDN: lambda: _other(vault, ORIGIN).split()[0],
    }
    for name, value in values.items():
        made = not vault.versions(name) and vault.create(name, value(), plain=name == CDN)
        yield f"{'made   ' if made else 'kept   '} {vault.name(name)}"


def _other(vault: Vault, name: str) -> str:
    """What the same secret is on the other side, or empty text."""
    found = vault.last(name)
    return found.value if found else ""


def new_secret() -> str:
    """32 random bytes, as the functions read them."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
