"""Two traps for programs that fill in forms, which need no JavaScript and ask nobody anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart.errors import BadForm, TooFast

FIELD = "website"
"""Nobody sees this field of the checkout; programs that fill in all they find write into it."""


def check_field(form: Mapping[str, str]) -> None:
    """`BadForm` if the field that must stay empty was filled in.

    The form comes back with it emptied and says so: a browser may have filled it by itself, and
    its shopper must neither lose the order nor believe that there is one.
    """
    if form.get(FIELD):
        raise BadForm({FIELD: "filled"})


def check_pace(claims: Mapping[str, Any], now: int, seconds: int) -> None:
    """`TooFast` if a quote with these verified claims was signed only a moment ago.

    One that another machine's clock signed in the future is no moment old.
    """
    if 0 <= now - claims["iat"] < seconds:
        raise TooFast("ordered sooner than anybody reads")
