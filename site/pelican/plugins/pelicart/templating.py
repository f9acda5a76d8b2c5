"""The plugin's share in Pelican's template environments."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).parent / "templates"
PREFIX = "!pelicart"
_OURS = re.compile(r"(?:![a-z]+/)?(?:product[^/]*\.html|frame\.html|(?:live|shop)/.*)")


def extend(environment: Environment) -> None:
    """Our templates are found after the theme's, or outright as `!pelicart/...`.

    They escape by default, and so do a theme's of the same names; all others stay as Pelican's
    setting has it.
    """
    ours = FileSystemLoader(TEMPLATES)
    loader = environment.loader
    if isinstance(loader, ChoiceLoader):
        loader.loaders = [*loader.loaders, ours, PrefixLoader({PREFIX: ours})]
    environment.autoescape = _escaping(environment.autoescape)


Escaping = Callable[[str | None], bool]


def _escaping(before: bool | Escaping) -> Escaping:  # noqa: FBT001  as Jinja has it
    @cache  # asked for each page, and each template that a page includes
    def escapes(name: str | None) -> bool:
        if name is not None and _OURS.fullmatch(name):
            return True
        return before(name) if callable(before) else before

    return escapes


def keep_templates(environment: Environment) -> None:
    """Looks each template up once in this environment, not for each page that includes it.

    So a theme's files are read once in a run, and globals are those of its start.
    """
    look_up = environment.get_template
    kept: dict[tuple[str | Template, str | None], Template] = {}

    def get_template(
        name: str | Template, parent: str | None = None, globals: Any = None,  # noqa: A002, ANN401  as Jinja has it
    ) -> Template:  # fmt: skip
        if globals is not None:
            return look_up(name, parent, globals)
        if (name, parent) not in kept:
            kept[name, parent] = template = look_up(name, parent)
            template.globals = dict(template.globals)
        return kept[name, parent]

    environment.auto_reload = False
    environment.get_template = get_template  # type: ignore[method-assign]


def folders(environment: Environment) -> list[Path]:
    """Every folder that templates come from, in the order they are looked up."""
    return list(dict.fromkeys(_folders(environment.loader)))


def _folders(loader: Any) -> list[Path]:  # noqa: ANN401  any loader a merchant plugged in
    if isinstance(loader, ChoiceLoader):
        return [folder for one in loader.loaders for folder in _folders(one)]
    if isinstance(loader, FileSystemLoader):
        return [Path(folder) for folder in loader.searchpath]
    return []
