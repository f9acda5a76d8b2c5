"""docs/settings.md against what reads SHOP, and against what the functions read."""

from __future__ import annotations

import ast
import re

import pytest
from tests.docs.pages import ROOT, blocks, page, rows, spans, words
from tests.pelicart.cards import KEY

from pelicart.acceptance import ACCEPTED
from pelicart_infra.functions import FUNCTIONS

SETTINGS, PRICING = page("settings"), page("pricing")
EXAMPLES = [
    ast.literal_eval(block.partition("SHOP = ")[2])
    for block in (*blocks(SETTINGS, "python"), *blocks(PRICING, "python"))
]
OF_EACH = {
    "currencies": ["EUR"],
    "taxes": {"rules": [{"to": ["FR"], "rates": {"standard": "20"}}]},
    "shipping": [{"name": "All", "to": ["*"], "rates": [{"name": "Parcel", "price": "5.00"}]}],
    "methods": {"ssl": {"key": KEY.written, "accept": ACCEPTED}, "cheque": {"address": "Box 1"}},
}
"""One entry of every list and table, so that each of their readers runs."""

ENVIRONMENT = re.compile(r"(?:AWS|PELICART|STRIPE)_[A-Z_]+")


def test_every_key_that_is_read_from_shop_is_documented(conf_of, asked):
    assert not conf_of(OF_EACH).problems
    some = "currencies urls per_page untaxed free_from days terms accept"
    assert {*some.split()} <= asked
    assert asked <= words(SETTINGS) | words(PRICING)


def test_every_text_of_a_method_that_a_template_prints_is_documented():
    live = ROOT / "site/pelican/plugins/pelicart/templates/live"
    sources = "".join(file.read_text("utf-8") for file in live.glob("*.html"))
    printed = set(re.findall(r"options(?:\.get\([\"']|\.(?!get\b))(\w+)", sources))
    assert {"iban", "payee", "label"} <= printed
    assert printed <= words(SETTINGS)


@pytest.mark.parametrize("shop", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_of_shop_has_no_problem(shop, conf_of):
    assert conf_of(shop).problems == ()


def test_every_default_stands_as_the_reader_has_it(conf_of):
    conf = conf_of({"currencies": ["EUR"]})
    told = {row[0].strip("`"): row[2] for row in rows(SETTINGS, "key")}
    assert told["quantity"] == str(conf.shop.quantity)
    assert told["hold"] == str(conf.shop.hold)
    urls = dict(re.findall(r"^\| `(\w+)` \| `\"([^\"]+)\"` \|$", SETTINGS, re.MULTILINE))
    assert urls == {name: getattr(conf.urls, name) for name in urls}
    assert set(urls) == {"product", "products", "category", "tag"}


def test_every_variable_that_the_functions_read_is_documented():
    read = set()
    for file in (ROOT / "functions").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and ENVIRONMENT.fullmatch(str(node.value)):
                read.add(node.value)
    assert {"PELICART_KEYS", "STRIPE_SECRET_KEY", "AWS_REGION"} <= read
    given = {name for one in FUNCTIONS for name in (*one.settings, *one.secrets)}
    assert read | given <= spans(SETTINGS)


def test_the_table_of_functions_gives_each_what_it_is_given():
    head = re.search(r"^\| \|((?: `\w+` \|)+)$", SETTINGS, re.MULTILINE)
    names = re.findall(r"`(\w+)`", head[1])
    told = {name: set() for name in names}
    for variable, *cells in rows(SETTINGS, ""):
        for name, cell in zip(names, cells, strict=True):
            if cell == "yes":
                told[name].add(variable.strip("`"))
    assert told == {one.name: {*one.settings, *one.secrets} for one in FUNCTIONS}
