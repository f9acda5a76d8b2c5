from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.building import build_demo
from tests.browser.shop import Shop, serving
from tests.e2e.chromium import BINARY, chromium
from tests.plugin.conftest import Site

BASE = """<!DOCTYPE html>
<html lang="{% block html_lang %}en{% endblock %}">
<head><meta charset="utf-8">
{% block head %}<title>{% block title %}{% endblock %}</title>{% endblock %}</head>
<body><header><a href="/shop/cart" data-shop-cart>Cart</a></header>
<main>{% block content %}{% endblock %}</main></body></html>
"""
BOOK = """options:
  - name: Colour
    values: [Grey, {name: Ochre, stock: 2}]
  - name: Size
    values: [{name: A6, price: -4.00 EUR}, A5, {name: A4, price: +1234.50 EUR}]
extras:
  - {sku: WRAP, name: Gift wrap, price: 3.00 EUR}
  - {sku: NAME, name: Engraving, price: 5.00 EUR, text: 12}
"""
IBAN = "FR1420041010050500013M02606"
SHOP = {
    "currencies": ["EUR"],
    "country": "FR",
    "quantity": 20,
    "address": ["Tom & Jerry", "1 High Street"],
    "shipping": [
        {"name": "Home", "to": ["FR"], "rates": [
            {"name": "Parcel", "price": "5.00 EUR"}, {"name": "Courier", "price": "15.00 EUR"},
        ]},
        {"name": "Alps", "to": ["CH"], "rates": [{"name": "Over the pass", "price": "30.00 EUR"}]},
    ],
    "methods": {
        "cheque": {"module": "manual", "days": 14, "payee": "Tom & Jerry", "countries": ["FR"]},
        "transfer": {"module": "manual", "days": 7, "holder": "Tom", "iban": IBAN},
    },
    "limits": {"orders": 0, "holds": 0, "seconds": 0},
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Gone before the next module begins: a process has one Playwright at a time."""
    if not BINARY:
        pytest.skip("needs Debian's chromium")
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Shop]:
    """A small shop in a theme that has nothing but the badge."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "content" / "products").mkdir(parents=True)
    site = Site(folder)
    site.write("theme/templates/base.html", BASE)
    site.write("theme/static/none.css", "")
    site.product("BOOK", title="Book", more=BOOK)
    site.product("MUG", title="Mug", price="10.00 EUR", more="stock: 3\n")
    site.product("LAMP", title="Lamp", price="90.00 EUR", more="was: 120.00 EUR\n")
    site.product("FREE", title="Leaflet", price="0.00 EUR")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setattr("pelican.plugins.pelicart.live.check_live_templates", lambda *_: None)
        site.build(THEME=str(folder / "theme"), SITEURL="", SHOP=SHOP)
    with serving(site.output, site.publication) as served:
        yield served


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory) -> Path:
    """The demo shop as it is built."""
    folder: Path = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture(scope="module")
def demo_shop(demo_site: Path) -> Iterator[Shop]:
    """The demo shop over a table in memory."""
    with serving(demo_site / "output", demo_site / "publication") as served:
        yield served


@pytest.fixture
def page(shop: Shop, browser: Browser) -> Iterator[Page]:
    """A fresh window at the shop; what its scripts throw fails the test."""
    context = browser.new_context(base_url=shop.origin)
    context.set_default_timeout(5_000)
    opened, faults = context.new_page(), list[str]()
    opened.on("pageerror", lambda wrong: faults.append(str(wrong)))
    yield opened
    context.close()
    assert not faults
