"""Settings that are others than before, each named by where it stands, in the merchant's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SECTIONS = {"shipping": "Shipping", "taxes": "Taxes", "methods": "Payment methods"}
OTHERS = "Other settings"

_UNTOLD = frozenset({"build"})
_LISTS = frozenset({"rates", "rules"})
"""Keys whose entries have names of their own: they needn't be named, too."""


def changed_settings(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[str, ...]]:
    """Lines by their heading."""
    told = {
        heading: tuple(_changed(before.get(key), after.get(key), ()))
        for key, heading in SECTIONS.items()
    }
    skipped = {*SECTIONS, *_UNTOLD}
    old, new = ({key: one[key] for key in one if key not in skipped} for one in (before, after))
    methods = [list(one.get("methods") or ()) for one in (before, after)]
    if methods[0] != methods[1] and sorted(methods[0]) == sorted(methods[1]):
        told[SECTIONS["methods"]] += (f"order: {', '.join(methods[0])} → {', '.join(methods[1])}",)
    return {**told, OTHERS: tuple(_changed(old, new, ()))}


def _changed(before: object, after: object, place: tuple[str, ...]) -> Iterator[str]:
    if before == after:
        return
    old, new = _entries(before), _entries(after)
    if old is not None and new is not None:
        for name in {**old, **new}:
            below = place if name in _LISTS else (*place, name)
            yield from _changed(old.get(name), new.get(name), below)
    elif before is None:
        yield f"{_named(place)}: new{_said(after)}"
    elif after is None:
        yield f"{_named(place)}: gone{_said(before, ', was ')}"
    else:
        yield f"{_named(place)}: {_text(before)} → {_text(after)}"


def _entries(value: object) -> Mapping[str, object] | None:
    """What is below this, by name; None for what is a value itself."""
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return {_name(one) or str(number): one for number, one in enumerate(value, 1)}
    return None


def _name(one: Mapping[str, Any]) -> str:
    """What a merchant would call an entry of a list."""
    return str(one.get("name") or _text(one.get("to") or ""))


def _named(place: tuple[str, ...]) -> str:
    return " / ".join(place).replace("_", " ") or "all of it"


def _said(value: object, before: str = ", ") -> str:
    """The value, if it is one; of a whole table it is enough that it came or went."""
    return "" if _entries(value) is not None else f"{before}{_text(value)}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "none"
    return str(value) or "nothing"
