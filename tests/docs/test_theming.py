"""docs/theming.md against the templates and what they are given."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pelican.plugins.pelicart.page import Image, OptionValue, ProductOption, ProductPage, Term
from pelicart import views
from pelicart.address import LIMITS
from pelicart.order import STATES
from pelicart.publication import HOLES
from pelicart.quote import Delivery, Fee, PricedExtra, PricedLine, Quote, TaxAmount

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "site/pelican/plugins/pelicart/templates"
TEXT = re.sub(r"(?s)```.*?```", "", (ROOT / "docs/theming.md").read_text("utf-8"))
SECTIONS = re.split(r"(?m)^##+ ", TEXT)
VIEWS = [view for view in vars(views).values() if getattr(view, "__module__", "") == views.__name__]
OTHERS = [Delivery, Fee, PricedExtra, PricedLine, Quote, TaxAmount, Image, OptionValue, Term]


def named(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def about(given: type) -> str:
    """The section that names the class, or all of the page."""
    return next((section for section in SECTIONS if f"({given.__name__})" in section), TEXT)


def names(given: type) -> Iterator[str]:
    """Its fields, and what it works out from them."""
    yield from (field.name for field in dataclasses.fields(given))
    yield from (name for name, value in vars(given).items() if isinstance(value, property))


@pytest.mark.parametrize("given", [*VIEWS, *OTHERS, ProductOption], ids=lambda one: one.__name__)
def test_every_field_that_a_template_is_given_is_documented(given: type) -> None:
    not_for_templates = {"money"} if given is Quote else set()
    assert set(names(given)) - not_for_templates - named(about(given)) == set()


def test_every_template_is_documented_and_every_documented_one_exists() -> None:
    files = {file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*.html")}
    headings = set(re.findall(r"(?m)^### (live/\S+)", TEXT))
    told = {name for name in named(TEXT) if re.fullmatch(r"(live/(letters/)?)?[a-z_]+\.html", name)}
    assert told | headings == files | {"base.html"}


def test_blocks_states_and_form_fields_are_documented() -> None:
    assert {*HOLES, *STATES, *LIMITS} - named(TEXT) == set()


def test_what_a_product_offers_to_templates_is_documented() -> None:
    values = {
        name
        for name, value in vars(ProductPage).items()
        if hasattr(value, "__get__") and not callable(value) and not name.startswith("_")
    }
    for_plugins = {"metadata", "item", "template"}
    set_at_once = {"title", "slug", "url", "save_as", "status", "summary", "content", "images"}
    assert (values | set_at_once) - for_plugins - named(TEXT) == set()
