import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import a_line, a_quote, an_order
from tests.pelicart.payments.promises import URLS, WORDS

from pelicart.errors import ProviderRefused
from pelicart.payments.paypal.amounts import WHOLE
from pelicart.payments.paypal.page import LOCALES, order_body
from pelicart.quote import Delivery, Fee, PricedExtra, TaxAmount
from pelicart_infra.local.paypal import rules

SHOP = "shop.example"


def asked(order):
    """The request, after PayPal's own rules agreed to it."""
    body = json.loads(order_body(order, URLS, WORDS, SHOP))
    rules.check(body)
    return body


def unit(order):
    return asked(order)["purchase_units"][0]


def breakdown(order):
    parts = unit(order)["amount"].get("breakdown", {})
    return {name: part["value"] for name, part in parts.items()}


def lines(order):
    return [
        (item["name"], item["quantity"], item["unit_amount"]["value"])
        for item in unit(order)["items"]
    ]


def test_each_line_and_extra_is_an_item_and_the_delivery_a_part():
    order = an_order()
    assert lines(order) == [("Linen notebook", "2", "18.00"), ("Gift wrap", "2", "3.00")]
    assert breakdown(order) == {"item_total": "42.00", "shipping": "4.90"}
    assert unit(order)["amount"]["value"] == "46.90"


def test_tax_that_the_prices_exclude_is_a_part_of_its_own():
    taxes = (TaxAmount(20000, 4200, 840), TaxAmount(5500, 490, 27))
    order = an_order(a_quote(included=False, taxes=taxes))
    assert breakdown(order) == {"item_total": "42.00", "shipping": "4.90", "tax_total": "8.67"}


def test_tax_that_is_not_due_is_a_discount():
    order = an_order(a_quote(relief=749))
    assert breakdown(order)["discount"] == "7.49"
    assert unit(order)["amount"]["value"] == "39.41"


@pytest.mark.parametrize(("fee", "part"), [(150, "handling"), (-150, "discount")])
def test_what_the_way_to_pay_costs_or_saves_is_a_part(fee, part):
    quote = a_quote(fee=Fee("paypal", fee), total=4690 + fee)
    assert breakdown(an_order(quote))[part] == "1.50"


def test_parts_that_do_not_make_the_total_are_not_shown():
    order = an_order(total=4691)
    assert unit(order)["amount"] == {"currency_code": "EUR", "value": "46.91"}
    assert "items" not in unit(order)
    assert unit(order)["description"] == "Order ABCDEFGHIJKL"


def test_an_order_of_over_a_hundred_items_is_one_amount():
    most = [a_line(extras=()) for _ in range(100)]
    assert len(unit(an_order(a_quote(*most)))["items"]) == 100
    assert "items" not in unit(an_order(a_quote(*most, a_line(extras=()))))


@pytest.mark.parametrize("currency", sorted(WHOLE))
def test_currencies_without_decimals_are_sent_without(currency):
    scale = 1 if currency == "JPY" else 100
    quote = a_quote(a_line(unit=180 * scale, extras=()), currency=currency, delivery=None, taxes=())
    order = an_order(quote)
    assert unit(order)["amount"]["value"] == "360"
    assert lines(order) == [("Linen notebook", "2", "180")]


def test_items_that_paypal_cannot_express_are_left_out_but_not_the_order():
    quote = a_quote(a_line(unit=1050, extras=()), currency="HUF", delivery=None, taxes=())
    assert unit(an_order(quote))["amount"] == {"currency_code": "HUF", "value": "21"}
    assert "items" not in unit(an_order(quote))


def test_a_total_that_paypal_cannot_express_is_refused():
    with pytest.raises(ProviderRefused):
        order_body(an_order(currency="HUF", total=2150), URLS, WORDS, SHOP)


def test_the_order_says_whose_it_is():
    marks = unit(an_order(attempt=3))
    assert marks["custom_id"] == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert marks["invoice_id"] == "ABCDEFGHIJKL-3"
    assert marks["reference_id"] == SHOP


def test_the_page_asks_for_nothing_that_we_know_better():
    context = asked(an_order())["payment_source"]["paypal"]["experience_context"]
    assert context == {
        "return_url": URLS.done,
        "cancel_url": URLS.back,
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
        "locale": "en-US",
    }


def test_nothing_personal_is_sent():
    typed = {"name": "Ada Example", "email": "ada@shop.example", "street": "Example Street 1"}
    body = order_body(an_order(person=typed), URLS, WORDS, SHOP).decode()
    assert not any(value in body for value in typed.values())


def test_the_same_order_asks_the_same():
    assert order_body(an_order(), URLS, WORDS, SHOP) == order_body(an_order(), URLS, WORDS, SHOP)


def test_long_and_empty_texts_fit():
    line = a_line(name="N" * 300, sku="S" * 300, choice=(), extras=())
    (item,) = unit(an_order(a_quote(line)))["items"]
    assert (len(item["name"]), len(item["sku"])) == (127, 127)
    assert "description" not in item


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("fr", "fr-FR"),
        ("fr-CA", "fr-CA"),
        ("fr_CH", "fr-CH"),
        ("en-NZ", "en-US"),
        ("nb", "no-NO"),
        ("pt", "pt-PT"),
        ("ja", "ja-JP"),
        ("el", "el-GR"),
        ("eo", None),
        ("", None),
        ("f", None),
    ],
)
def test_the_page_speaks_the_orders_language_if_paypal_does(language, locale):
    context = asked(an_order(language=language))["payment_source"]["paypal"]["experience_context"]
    assert context.get("locale") == locale


def test_every_locale_is_of_paypals_form():
    for locale in LOCALES:
        assert asked(an_order(language=locale))


SUMS = st.integers(0, 500_000)
LINES = st.lists(
    st.builds(
        lambda unit, quantity, extras: a_line(
            unit=unit,
            quantity=quantity,
            extras=tuple(PricedExtra("X", "Extra", extra) for extra in extras),
        ),
        SUMS,
        st.integers(1, 99),
        st.lists(SUMS, max_size=2),
    ),
    min_size=1,
    max_size=5,
)


QUOTES = st.builds(
    lambda lines, **changes: a_quote(*lines, **changes),
    LINES,
    currency=st.sampled_from(["EUR", "USD", "JPY", "HUF", "TWD"]),
    delivery=st.none() | st.builds(lambda price: Delivery("post", "Post", price), SUMS),
    taxes=st.lists(st.builds(lambda tax: TaxAmount(20000, 0, tax), SUMS), max_size=3).map(tuple),
    included=st.booleans(),
    relief=st.integers(0, 1000),
)
FEES = st.none() | st.builds(lambda amount: Fee("paypal", amount), st.integers(-500, 500))


@given(QUOTES, FEES, st.sampled_from([0, 0, 0, 1, -1, 100]))
def test_whatever_the_quote_the_request_adds_up_to_the_unit(quote, fee, off):
    total, yen = quote.total + (fee.amount if fee else 0) + off, quote.currency == "JPY"
    if total <= 0 or (quote.currency in {"HUF", "TWD"} and total % 100):
        return
    told = unit(an_order(replace(quote, fee=fee, total=total)))  # the stand-in's rules took it
    assert Decimal(told["amount"]["value"]) == Decimal(total) / (1 if yen else 100)
    assert ("items" in told) == ("breakdown" in told["amount"])
    if off:
        assert "items" not in told
    elif quote.currency in {"EUR", "USD", "JPY"}:
        assert "items" in told
