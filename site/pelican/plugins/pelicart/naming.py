"""Names that Pelican's settings decide: slugs, and the addresses of static files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pelican.utils import slugify

_SETTINGS = (
    "SLUG_REGEX_SUBSTITUTIONS", "SLUGIFY_PRESERVE_CASE", "SLUGIFY_USE_UNICODE", "SLUGIFY_SOURCE",
    "STATIC_URL", "INTRASITE_LINK_REGEX", "TIMEZONE", "DEFAULT_LANG",
)  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """The settings that name things; `written` is all of them, plain, to tell a change by."""

    written: Mapping[str, Any]
    _terms: dict[str, str] = field(default_factory=dict, repr=False)

    def term_slug(self, name: str) -> str:
        """The slug of a category or tag, of which many products have the same."""
        if name not in self._terms:
            self._terms[name] = self.slug(name)
        return self._terms[name]

    def slug(self, text: str) -> str:
        """The text as a part of an address, empty if nothing of it can be one."""
        made: str = slugify(
            text,
            regex_subs=self.written["SLUG_REGEX_SUBSTITUTIONS"],
            preserve_case=self.written["SLUGIFY_PRESERVE_CASE"],
            use_unicode=self.written["SLUGIFY_USE_UNICODE"],
        )
        return made

    def static(self, path: str) -> str:
        """Where Pelican serves a static file, relative to the site's root."""
        return str(self.written["STATIC_URL"]).format(path=path)

    @cached_property
    def markers(self) -> re.Pattern[str]:
        """Finds Pelican's link markers in HTML."""
        return re.compile(rf"=\s*[\"']{self.written['INTRASITE_LINK_REGEX']}")


def naming_of(settings: Mapping[str, Any]) -> Naming:
    """The part of Pelican's settings that names things."""
    return Naming({key: settings.get(key) for key in _SETTINGS})
