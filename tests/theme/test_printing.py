"""Order pages on paper: one sheet of A4 or Letter, in the demo's theme and in any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.e2e.chromium import BINARY
from tests.plugin.conftest import Site
from tests.theme.paper import IBAN, NUMBER, ORIGIN, ROOT, Press, form_of, pressed

pytestmark = pytest.mark.skipif(not BINARY, reason="needs Debian's chromium")

THEMES = {"demo": str(ROOT / "theme"), "simple": "simple"}
SHOP = {
    "currencies": ["EUR"],
    "email": "hello@shop.example",
    "address": ["Shop Ltd", "12 rue de l'Exemple", "75000 Paris", "France"],
}
ON_EVERY_FORM = ["Shop Ltd", "12 rue de l'Exemple", "75000 Paris", NUMBER, "November 14, 2023"]
GOODS = ["no. 1 ", "no. 10 ", "Ochre", "Gift wrap", "To A. & B.", "€52.00", "Parcel", "€526.90"]
OF_METHOD = {
    "cheque": ["Example Ltd", "1 High Street", "Date", "Signature"],
    "fax": ["+33 1 99 00 00 01", "Never write a card number", "Date", "Signature"],
    "transfer": [IBAN, "Account holder", "RF33 ABCD 2345 EFGH"],
    "cash": ["in cash"],
}
NOT_ON_PAPER = ["Cart", "About", "Privacy", "Cancel", "Print this page", "Thank you. Your order"]


@pytest.fixture(scope="module", params=sorted(THEMES))
def press(request, tmp_path_factory) -> Iterator[Press]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "content/products").mkdir(parents=True)
    site = Site(folder)
    site.product("A")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setattr("pelican.plugins.pelicart.live.check_live_templates", lambda *_: None)
        site.build(THEME=THEMES[request.param], SITEURL=ORIGIN, SHOP=SHOP)
    with pressed(folder) as one:
        yield one


@pytest.mark.parametrize("method", OF_METHOD)
def test_an_order_form_of_ten_lines_with_extras_fits_on_one_sheet(press: Press, method) -> None:
    press.open(form_of(method))
    assert (press.sheets("A4"), press.sheets("Letter")) == (1, 1)


@pytest.mark.parametrize("method", OF_METHOD)
def test_an_order_form_has_all_that_it_needs_and_nothing_else(press: Press, method) -> None:
    press.open(form_of(method))
    seen = press.text
    needed = [*ON_EVERY_FORM, *GOODS, *OF_METHOD[method]]
    assert [text for text in needed if text not in seen] == []
    assert [text for text in NOT_ON_PAPER if text in seen] == []


def test_an_order_in_any_other_state_fits_on_one_sheet_too(press: Press) -> None:
    for state in ("pending", "paid"):
        press.open(replace(form_of("transfer"), state=state, form=None, can_pay=True))
        assert (state, press.sheets("Letter")) == (state, 1)
        assert NUMBER in press.text


def test_a_sheet_that_is_too_full_goes_on_to_the_next(press: Press) -> None:
    view = form_of("fax")
    long = replace(view, quote=replace(view.quote, lines=view.quote.lines * 5))
    press.open(long)
    assert press.sheets("A4") > 1


def test_on_a_screen_the_page_says_that_it_can_be_printed(press: Press) -> None:
    press.open(form_of("cheque"))
    assert press.page.get_by_text("Print this page").is_visible()
    assert not press.page.get_by_text("Signature").is_visible()
