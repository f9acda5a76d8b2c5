"""A digest of everything besides the products that their pages are rendered with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pelican.contents import Content

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_PASSING = frozenset(
    "generated_content static_content static_links staticfiles products localsiteurl PELICART "
    "CACHE_PATH OUTPUT_PATH PATH THEME PLUGIN_PATHS DEBUG".split()
)
"""Of Pelican's context: what pages don't show, or what differs from machine to machine."""

_DEEPEST = 8


def digest_of(context: Mapping[str, Any], folders: Iterable[Path]) -> str:
    """Settings, articles and pages, templates, and the versions of what renders them."""
    digest = hashlib.blake2b(digest_size=16)
    for name in ("pelican", "jinja2", "pelicart"):
        digest.update(f"{name} {version(name)}\n".encode())
    for key in sorted(context):
        if key not in _PASSING:
            digest.update(f"{key}={plain(context[key])}\n".encode("utf-8", "backslashreplace"))
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{file.relative_to(folder).as_posix()}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def plain(value: Any, depth: int = 0) -> str:  # noqa: ANN401  a context holds anything
    """The value as text that is the same in every run that would render the same."""
    if isinstance(value, str | int | float | bytes) or value is None or depth > _DEEPEST:
        return repr(value) if not isinstance(value, Path) else str(value)
    if isinstance(value, Content):
        return f"{value.relative_source_path} {value.url} {value.metadata!r} {value._content!r}"  # noqa: SLF001
    below = partial(plain, depth=depth + 1)
    if isinstance(value, Mapping):
        return f"dict{[(below(key), below(one)) for key, one in value.items()]!r}"
    if isinstance(value, AbstractSet):
        return f"set{sorted(map(below, value))!r}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}{list(map(below, value))!r}"
    return _opaque(value)


def _opaque(value: object) -> str:
    if callable(value):
        code = getattr(value, "__code__", None)
        body = f"{code.co_code!r} {code.co_names!r} {code.co_consts!r}" if code else ""
        name = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', type(value))}"
        return _ADDRESS.sub("", f"{name} {body}")
    return _ADDRESS.sub("", repr(value))
