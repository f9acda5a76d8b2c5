"""Every live template with every sample, as the functions render it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from pelican.plugins.pelicart.locale_data import text_of
from pelican.plugins.pelicart.samples import METHODS, PERSON, QUOTE, samples
from pelicart.order import STATES
from pelicart.pages import Pages
from pelicart.publication import Frame
from pelicart.settings import read_shop
from pelicart.views import ErrorView, ReviewView
from pelicart.web import STATUSES

LIVE = Path(__file__).parents[2] / "site/pelican/plugins/pelicart/templates/live"
SAMPLES = list(samples())
FRAME = Frame(("<title>", "title", "</title><head>", "head", "</head><main>", "main", "</main>"))
SHOP = read_shop(
    {
        "name": "Tom & Jerry",
        "currencies": ["EUR"],
        "country": "FR",
        "email": "shop@example.org",
        "address": ["1 High Street"],
        "pages": {"terms": "/terms/", "privacy": "/privacy/", "returns": "/returns/"},
    },
    [],
)


def pages(language: str = "en") -> Pages:
    templates = {
        file.relative_to(LIVE.parent).as_posix(): file.read_text("utf-8")
        for file in LIVE.rglob("*.html")
    }
    text = text_of(language, ("EUR",), [LIVE.parents[1] / "messages"], [])
    return Pages(templates, FRAME, text, SHOP)


PAGES = pages()
RENDERED = {(name, what): PAGES.render(name, view) for name, what, view in SAMPLES}


def parsed(source: str) -> html.HtmlElement:
    return html.fromstring(f"<html>{source}</html>")


def page(name: str, what: str) -> html.HtmlElement:
    return parsed(RENDERED[name, what])


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


every_page = pytest.mark.parametrize("name_and_sample", RENDERED, ids=" ".join)


def test_there_is_a_sample_of_every_live_template_and_every_sample_has_its_own_name() -> None:
    whole = {file.stem for file in LIVE.glob("*.html") if not file.name.startswith("_")}
    assert {name for name, _, _ in SAMPLES} == whole
    assert len(RENDERED) == len(SAMPLES)


@every_page
def test_no_page_has_inline_style_or_script_or_an_address_elsewhere(
    name_and_sample: tuple[str, str],
) -> None:
    source = RENDERED[name_and_sample]
    assert not re.search(
        r"<(script(?! src=\"/pelicart/\w+\.js\" defer></script>|"
        r" type=\"module\" src=\"/pelicart/seal\.js\?v=\w+\""
        r" integrity=\"sha384-[\w+/]{64}\"></script>)"
        r"|style|iframe)"
        r"|\s(style|on\w+)=|javascript:",
        source,
        re.IGNORECASE,
    )
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', source)
    allowed = {"https://pay.example/"} if name_and_sample[0] == "handoff" else set()
    assert all(
        address in allowed or re.match(r"/(?!/)|#|mailto:|data:image/svg\+xml,", address)
        for address in addresses
    )


@every_page
def test_every_control_has_a_label_and_every_reference_a_target(
    name_and_sample: tuple[str, str],
) -> None:
    tree = page(*name_and_sample)
    ids = Counter(tree.xpath("//@id"))
    assert not [name for name, count in ids.items() if count > 1]
    assert set(tree.xpath("//label/@for")) <= set(ids)
    described = {one for value in tree.xpath("//@aria-describedby") for one in value.split()}
    inside = {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")}
    assert described | inside <= set(ids)
    labelled = set(tree.xpath("//label/@for"))
    controls = tree.xpath("//select | //textarea | //input[not(@type='hidden')]")
    assert all(control.get("id") in labelled for control in controls)


@every_page
def test_every_page_says_what_it_is_in_one_heading_and_its_title(
    name_and_sample: tuple[str, str],
) -> None:
    tree = page(*name_and_sample)
    (heading,) = tree.xpath("//h1")
    assert text(heading)
    assert tree.findtext(".//title").endswith(" · Tom & Jerry")
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize(("name", "what"), [("cart", "changed"), ("checkout", "filled in")])
def test_the_enter_key_presses_the_button_that_only_goes_on(name: str, what: str) -> None:
    (form,) = page(name, what).xpath("//form")
    first = form.xpath(".//button")[0]
    assert (first.get("name"), first.get("value")) in {("action", "update"), (None, None)}


def test_the_cart_posts_its_version_and_a_quantity_and_a_removal_for_each_line() -> None:
    (form,) = page("cart", "changed").xpath("//form[@method='post'][@action='/shop/cart']")
    assert form.xpath(".//input/@name") == ["version", "quantity.0", "quantity.1"]
    assert form.xpath(".//button[@name='remove']/@value") == ["0", "1"]


def test_what_a_shopper_or_merchant_wrote_is_escaped() -> None:
    review = RENDERED["review", "card"]
    assert "Ring &lt;twice&gt; &amp; wait." in review
    assert "<pencil>" not in review
    assert "<twice>" not in review


def test_every_field_of_the_checkout_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    tree = page("checkout", "every field malformed")
    for name in set(PERSON) - {"country", "note"}:
        (field,) = tree.xpath(f"//input[@name='{name}']")
        assert field.get("value") == PERSON[name]
        assert field.get("aria-invalid") == "true"
    assert text(tree.xpath("//textarea")[0]) == PERSON["note"]
    assert len(tree.xpath("//*[@role='alert']//li")) == len(PERSON) + 2


def test_nobody_is_asked_how_to_pay_nothing() -> None:
    (method,) = page("checkout", "free files alone").xpath("//input[@name='method']")
    assert (method.get("type"), method.get("value")) == ("hidden", "card")
    assert len(page("checkout", "files alone").xpath("//input[@name='method']")) == len(METHODS)


def test_the_summary_of_what_is_wrong_keeps_the_order_of_the_form() -> None:
    tree = page("checkout", "every field malformed")
    links = [link.removeprefix("#") for link in tree.xpath("//*[@role='alert']//a/@href")]
    places = {name: place for place, name in enumerate(tree.xpath("//form//@id"))}
    assert links == sorted(links, key=places.__getitem__)


def test_countries_stand_in_the_order_that_the_view_has_them() -> None:
    tree = page("checkout", "filled in")
    assert tree.xpath("//option/@value") == ["FR", "CH", "AX"]
    assert tree.xpath("//option[@selected]/@value") == ["FR"]


def test_the_button_names_the_duty_to_pay_and_the_amount() -> None:
    buttons = {
        what: text(page("review", what).xpath("//button")[-1])
        for what in ("card", "cheque", "nothing to pay")
    }
    assert buttons == {
        "card": "Order and pay €58.90",
        "cheque": "Order with obligation to pay €58.90",
        "nothing to pay": "Order now",
    }


def test_the_review_posts_everything_back_and_a_change_takes_only_what_was_typed() -> None:
    hidden = (("name", "A"), ("lines", "{}"), ("quote", "a.b.c"))
    source = pages().render("review", ReviewView(QUOTE, PERSON, METHODS[0], hidden))
    change, order = html.fromstring(source).xpath("//form")
    assert order.xpath(".//input/@name") == ["name", "lines", "quote"]
    assert order.get("action") is None
    assert change.xpath(".//input/@name") == ["name"]
    assert change.xpath(".//button/@value") == ["edit"]


def test_methods_have_names_and_prices_of_their_own() -> None:
    tree = page("checkout", "filled in")
    names = [text(label) for label in tree.xpath("//*[@id='methods']//label")]
    assert len(set(names)) == len(names) == len(METHODS)
    prices = tree.xpath("//*[@id='methods']//*[@class='shop-choice-price']/text()")
    assert prices == ["€3.00 off", "1.5% off", "2% extra"]
    cash = [page("checkout", f"cash, {kind}") for kind in ("any", "carried")]
    assert [one.xpath("string(//*[@id='methods']//label/text())") for one in cash] == [
        "Cash",
        "Cash on delivery",
    ]


def test_a_shop_where_no_way_to_pay_is_left_says_so_once() -> None:
    tree = page("checkout", "no way to pay")
    assert text(tree).count("None of our ways to pay suits this order") == 1
    assert tree.xpath("//input[@name='method']") == []


def test_an_address_for_the_way_to_pay_alone_may_stay_empty_in_the_browser() -> None:
    tree = page("checkout", "files that need an address")
    assert tree.xpath("//input[@name='line1']")
    assert not tree.xpath("//input[@name='line1' or @name='city']/@required")
    assert (
        len(
            page("checkout", "filled in").xpath("//input[@name='line1' or @name='city'][@required]")
        )
        == 2
    )


def test_what_the_way_to_pay_adds_or_takes_off_has_a_row() -> None:
    assert "Fee for this way to pay €1.50" in text(page("review", "with a fee"))
    assert "Discount for this way to pay -€3.00" in text(page("order", "with a discount"))
    assert "this way to pay" not in text(page("order", "paid"))


def test_the_merchants_name_of_a_method_goes_before_ours() -> None:
    named = replace(METHODS[0], options={"label": "Plastic"})
    source = pages().render("review", ReviewView(QUOTE, PERSON, named, ()))
    assert "Plastic" in source
    assert "Bank card" not in source


def test_every_state_of_an_order_has_words_of_its_own() -> None:
    told = {state: text(page("order", state).xpath("//main")[0]) for state in STATES}
    assert told.pop("new") == told["pending"]
    assert len(set(told.values())) == len(STATES) - 1


def test_only_an_order_being_confirmed_refreshes_itself() -> None:
    refreshing = {key for key, source in RENDERED.items() if 'http-equiv="refresh"' in source}
    assert refreshing == {("order", "confirming")}


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("cheque", ["ABCD2345EFGH", "€58.90", "Example Ltd", "1 High Street", "November 28, 2023"]),
        ("fax", ["ABCD2345EFGH", "€58.90", "+33 1 99 00 00 01", "Signature"]),
        ("transfer", ["RF33 ABCD 2345 EFGH", "€58.90", "FR00", "XXXXFRPP", "November 28, 2023"]),
    ],
)
def test_the_order_form_says_what_to_send_where_and_until_when(
    method: str, said: list[str]
) -> None:
    (form,) = page("order", f"awaiting {method}").xpath("//*[@class='shop-order-form']")
    assert [fact for fact in said if fact not in text(form)] == []


def test_every_error_a_shopper_can_mend_has_words_of_its_own() -> None:
    unforeseen = text(page("error", "unforeseen").xpath("//main")[0])
    english = pages()
    told = {
        code: text(parsed(english.render("error", ErrorView(code, status, "/"))).xpath("//main")[0])
        for code, status in STATUSES.items()
    }
    without = {code for code, words in told.items() if words == unforeseen}
    assert without == {"bad-request", "past-cdn", "wrong-method", "wrong-type"}


def test_an_error_of_ours_does_not_blame_the_shopper() -> None:
    assert "on our side" in text(page("error", "of ours"))
    assert "could not read" in text(page("error", "unforeseen"))


def test_no_payment_form_is_offered_once_an_order_is_decided() -> None:
    for state in ("paid", "fulfilled", "refunded", "expired", "cancelled", "review"):
        assert page("order", state).xpath("//form") == []


def test_a_page_in_french_writes_amounts_and_sentences_in_french() -> None:
    order = next(view for name, what, view in SAMPLES if (name, what) == ("order", "paid"))
    source = pages("fr").render("order", order)
    assert "Merci. Votre commande est payée" in source
    assert "Nous avons reçu 58,90\N{NO-BREAK SPACE}€" in source
