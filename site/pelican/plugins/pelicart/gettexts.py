"""gettext and ngettext over a text's messages, for templates at build time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from gettext import c2py


def translators(
    messages: Mapping[str, str | Sequence[str]], plural: str, other: Callable[[str], str]
) -> tuple[Callable[[str], str], Callable[[str, str, int], str]]:
    """Gettext and ngettext over these messages; what they don't have, `other` translates."""
    return partial(_single, messages, other), partial(_plural, messages, c2py(plural))


def _single(
    messages: Mapping[str, str | Sequence[str]], other: Callable[[str], str], message: str, /,
    **values: object,
) -> str:  # fmt: skip
    found = messages.get(message)
    text = found if isinstance(found, str) else other(message)
    return text % values if values else text


def _plural(
    messages: Mapping[str, str | Sequence[str]], rule: Callable[[int], int], one: str, many: str,
    count: int, /, **values: object,
) -> str:  # fmt: skip
    forms = messages.get(one)
    if forms and not isinstance(forms, str):
        text = forms[min(rule(count), len(forms) - 1)]
    else:
        text = one if count == 1 else many
    return text % {"num": count, **values}
