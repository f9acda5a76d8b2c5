"""`pelicart keys set`: a secret that somebody else made, from a prompt or standard input."""

from __future__ import annotations

import argparse
import re
import sys
from getpass import getpass

from pelicart_command.keys_anew import start_anew
from pelicart_command.keys_place import find_place
from pelicart_command.stopped import Stopped
from pelicart_infra.stage_secrets import KNOWN

SHAPES = {
    "PELICART_KEYS": (r"[\w.-]+:[\w-]{43,}=*(,[\w.-]+:[\w-]{43,}=*)*", "id:key,id:key"),
    "PELICART_BASKET_KEY": (r"[\w-]{43,}=*", "32 bytes in base64url"),
    "PELICART_ORIGIN_SECRET": (r"\S{32,}( \S{32,})?", "32 characters or more"),
    "STRIPE_SECRET_KEY": (r"[sr]k_(test|live)_\w+", "sk_live_…, rk_live_… or the same with test"),
    "STRIPE_WEBHOOK_SECRET": (r"whsec_\S+( whsec_\S+)*", "whsec_…"),
    "MONETICO_KEY": (r"[0-9A-Fa-f]{40}", "40 hexadecimal digits"),
    "MOLLIE_API_KEY": (r"(test|live)_\w+", "live_… or test_…"),
}
"""What a value looks like: the commonest mistake is the right text under the wrong name."""

CAREFUL = {
    "PELICART_KEYS": "keys rotate PELICART_KEYS",
    "PELICART_BASKET_KEY": "keys rotate PELICART_BASKET_KEY",
    "PELICART_ORIGIN_SECRET": "keys rotate PELICART_ORIGIN_SECRET",
}
"""What would lock shoppers out if it were simply overwritten, with what exchanges it."""

LARGEST = 4096
"""Characters that a parameter holds."""


def run(given: argparse.Namespace) -> int:
    """Writes one secret; the functions that read it start anew."""
    place, name = find_place(given), given.name
    if name not in {*place.wanted, *KNOWN}:
        raise Stopped(f"no secret {name!r} in this stage: {', '.join(place.wanted)}")
    last = place.vault.last(name)
    if last and name in CAREFUL and not given.overwrite:
        raise Stopped(
            f"{name} is there, and overwriting it breaks what shoppers hold: take  pelicart "
            f"--stage {place.stage} {CAREFUL[name]}  , or add  --overwrite"
        )
    value = check_shape(name, ask_secret(f"{name}: "))
    if last and last.value == value:
        print(f"{place.vault.name(name)} holds this value already.")
        return 0
    number = place.vault.write(name, value, last)
    print(f"{place.vault.name(name)} was written, version {number}.")
    for text in start_anew(place, name):
        print(text)
    return 0


def ask_secret(prompt: str) -> str:
    """What is typed unseen, or all of standard input; an argument would stay in the history."""
    said = getpass(prompt) if sys.stdin.isatty() else sys.stdin.read(LARGEST + 2)
    value = said.strip()
    if not value:
        raise Stopped("nothing was said. Nothing was changed.")
    if len(value) > LARGEST or not value.isprintable():
        raise Stopped(f"a secret is one line of at most {LARGEST} characters. Nothing was changed.")
    return value


def check_shape(name: str, value: str) -> str:
    """The value, if it looks like one of this name."""
    pattern, like = SHAPES.get(name, (r".+", ""))
    if not re.fullmatch(pattern, value, re.ASCII):
        raise Stopped(f"that is no {name}: it looks like  {like}  . Nothing was changed.")
    return value
