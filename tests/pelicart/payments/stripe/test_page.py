import importlib
import typing
from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode
from tests.pelicart.build import POST, a_line, a_quote, an_order

from pelicart.errors import ProviderRefused
from pelicart.payments.base import Urls, Words
from pelicart.payments.stripe.page import LOCALES, session_params
from pelicart.quote import Fee, PricedExtra, TaxAmount
from pelicart_infra.local.stripe.contract import typed
from pelicart_infra.local.stripe.forms import nested

ORIGIN = "https://shop.example"
URLS = Urls(f"{ORIGIN}/return?order=a.b", f"{ORIGIN}/return?token=a.b&back=1", "")
WORDS = Words("Order ABCDEFGHIJKL", {20000: "Tax 20 %", 5500: "Tax 5.5 %"}, "Fee")
SDK = importlib.import_module("stripe.params.checkout._session_create_params")


def asked(order, urls=URLS, origin=ORIGIN):
    """The parameters, after the SDK's own types agreed to them."""
    params = session_params(order, urls, WORDS, origin)
    sent = urlencode(list(_api_encode(params)))
    assert typed(nested(sent), "checkout._session_create_params", "SessionCreateParams") == params
    return params


def lines(params):
    return [
        (
            item["price_data"]["product_data"]["name"],
            item["quantity"],
            item["price_data"]["unit_amount"],
        )
        for item in params["line_items"]
    ]


def test_each_line_extra_and_the_delivery_stand_on_the_page():
    params = asked(an_order())
    assert lines(params) == [("Linen notebook", 2, 1800), ("Gift wrap", 2, 300), ("Post", 1, 490)]
    assert {item["price_data"]["currency"] for item in params["line_items"]} == {"eur"}


def test_tax_that_the_prices_exclude_has_lines_of_its_own():
    taxes = (TaxAmount(20000, 4200, 840), TaxAmount(5500, 490, 27))
    params = asked(an_order(a_quote(included=False, taxes=taxes)))
    assert lines(params)[3:] == [("Tax 20 %", 1, 840), ("Tax 5.5 %", 1, 27)]


def test_a_fee_has_a_line_of_its_own_and_a_discount_makes_one_line_of_the_order():
    assert lines(asked(an_order(a_quote(fee=Fee("card", 150)))))[3:] == [("Fee", 1, 150)]
    discounted = an_order(a_quote(fee=Fee("card", -150)))
    assert lines(asked(discounted)) == [("Order ABCDEFGHIJKL", 1, discounted.total)]


def test_tax_that_the_prices_include_has_none():
    assert len(lines(asked(an_order()))) == 3


@pytest.mark.parametrize(
    "quote", [a_quote(delivery=None), a_quote(delivery=POST.__class__("pickup", "Pickup", 0))]
)
def test_delivery_that_costs_nothing_has_no_line(quote):
    assert len(lines(asked(an_order(quote)))) == 2


def test_an_order_whose_parts_do_not_make_its_total_is_one_line():
    order = an_order(a_quote(relief=749))
    assert order.total == 3941
    assert lines(asked(order)) == [(f"Order {order.number}", 1, 3941)]


def test_an_order_of_over_a_hundred_lines_is_one_line():
    most = a_quote(*[a_line(extras=()) for _ in range(99)])
    assert len(lines(asked(an_order(most)))) == 100
    over = a_quote(*[a_line(extras=()) for _ in range(100)])
    assert len(lines(asked(an_order(over)))) == 1


def test_a_unit_price_that_stripe_cannot_express_makes_one_line_of_the_order():
    quote = a_quote(a_line(unit=1005, extras=()), currency="KWD", delivery=None)
    assert lines(asked(an_order(quote))) == [("Order ABCDEFGHIJKL", 1, 2010)]


def test_a_rebate_written_as_an_extra_makes_one_line_of_the_order():
    rebate = (PricedExtra("LESS", "Rebate", -100),)
    assert len(lines(asked(an_order(a_quote(a_line(extras=rebate)))))) == 1


def test_a_total_that_stripe_cannot_express_is_refused():
    with pytest.raises(ProviderRefused):
        session_params(an_order(a_quote(a_line(unit=1001), currency="KWD")), URLS, WORDS, ORIGIN)


def test_the_order_is_named_on_the_session_and_on_the_payment():
    params = asked(an_order())
    marks = {"order": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "shop": "shop.example", "v": "1"}
    assert params["client_reference_id"] == marks["order"]
    assert params["metadata"] == params["payment_intent_data"]["metadata"] == marks


def test_shops_of_one_host_are_told_apart_by_their_port():
    assert asked(an_order(), origin="http://127.0.0.1:8000")["metadata"]["shop"] == "127.0.0.1:8000"


def test_stripe_converts_nothing_and_the_session_ends_when_the_order_says():
    order = an_order()
    params = asked(order)
    assert params["adaptive_pricing"] == {"enabled": False}
    assert params["expires_at"] == order.session_expires


@pytest.mark.parametrize(
    ("done", "success"),
    [
        (f"{ORIGIN}/r", f"{ORIGIN}/r?session_id={{CHECKOUT_SESSION_ID}}"),
        (f"{ORIGIN}/r?token=a", f"{ORIGIN}/r?token=a&session_id={{CHECKOUT_SESSION_ID}}"),
        (f"{ORIGIN}/r#top", f"{ORIGIN}/r?session_id={{CHECKOUT_SESSION_ID}}#top"),
    ],
)
def test_the_sessions_id_comes_back_in_the_query(done, success):
    assert asked(an_order(), Urls(done, URLS.back, ""))["success_url"] == success


def test_nothing_personal_is_sent_but_the_address_for_the_receipt():
    engraved = a_line(extras=(PricedExtra("GIFT", "Gift wrap", 300, text="For Grandmother"),))
    person = {"name": "Ada Example", "email": "ada@shop.example", "street": "Main Street 1"}
    params = asked(an_order(a_quote(engraved), person=person))
    assert params.pop("customer_email") == "ada@shop.example"
    for secret in ("Ada", "Main Street", "Grandmother", "10115"):
        assert secret not in repr(params)


@pytest.mark.parametrize("person", [{}, {"email": "ada@bücher.example"}])
def test_a_shopper_without_an_address_of_latin_letters_is_asked_by_stripe(person):
    assert "customer_email" not in asked(an_order(person=person))


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", "en"),
        ("fr", "fr"),
        ("fr-CA", "fr-CA"),
        ("pt_BR", "pt-BR"),
        ("de-AT", "de"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("eo", "auto"),
        ("", "auto"),
    ],
)
def test_the_page_speaks_the_orders_language_where_stripe_does(language, locale):
    assert asked(an_order(language=language))["locale"] == locale


def test_the_known_locales_are_those_of_the_sdk():
    hints = typing.get_type_hints(
        SDK.SessionCreateParams, {**vars(SDK), "StripeContext": object, "Mapping": typing.Mapping}
    )
    known = next(one for one in typing.get_args(hints["locale"]) if one is not str)
    assert set(typing.get_args(known)) - {"auto"} == LOCALES


@pytest.mark.parametrize(
    ("image", "sent"),
    [
        ("/images/a.png", f"{ORIGIN}/images/a.png"),
        ("/images/a b é.png", f"{ORIGIN}/images/a%20b%20%C3%A9.png"),
        ("/images/a%20b.png", f"{ORIGIN}/images/a%20b.png"),
        ("https://cdn.example/a.png", "https://cdn.example/a.png"),
        ("http://cdn.example/a.png", None),
        ("", None),
        (f"/{'a' * 500}.png", None),
    ],
)
def test_only_pictures_that_stripe_can_fetch_are_shown(image, sent):
    product = asked(an_order(a_quote(a_line(image=image))))["line_items"][0]["price_data"]
    assert product["product_data"].get("images") == ([sent] if sent else None)


def test_a_shop_without_https_shows_no_pictures():
    product = asked(an_order(), origin="http://127.0.0.1:8000")["line_items"][0]["price_data"]
    assert "images" not in product["product_data"]


def test_long_names_are_cut_and_empty_descriptions_left_out():
    line = a_line(name="漢" * 300, choice=(("Engraving", "x" * 600),))
    first, second = asked(an_order(a_quote(line, a_line(choice=()))))["line_items"][0:3:2]
    product = first["price_data"]["product_data"]
    assert product["name"] == "漢" * 250
    assert len(product["description"]) == 500
    assert "description" not in second["price_data"]["product_data"]


def test_the_same_order_asks_the_same():
    assert asked(an_order()) == asked(an_order())
