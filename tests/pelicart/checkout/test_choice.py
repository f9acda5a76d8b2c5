import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import a_line
from tests.pelicart.shopfront import ADA, SHOP

from pelicart.checkout.choice import FIELDS, read_choice
from pelicart.checkout.offered import offered, served
from pelicart.checkout.shown import _usual, checkout_view
from pelicart.errors import BadForm
from pelicart.pricing.region import EU, Destination
from pelicart.quote import Delivery
from pelicart.settings import shop_from

EVERY = ("AE", "CH", "DE", "FR", "GB", "US")
SHOPS = shop_from(SHOP)
LINES = (a_line(quantity=1, unit=1000, extras=()),)
FILES = (a_line(digital="a.zip"),)
FORM = {**ADA, "delivery": "parcel", "method": "card"}


def chosen(form, lines=LINES, shop=SHOPS, currency="EUR"):
    return read_choice(form, shop, lines, currency, EVERY)


def faults(form, lines=LINES):
    with pytest.raises(BadForm) as raised:
        chosen(form, lines)
    return raised.value.fields


def view(form=None, errors=None, lines=LINES, shop=SHOPS):
    return checkout_view(form or {}, errors or {}, shop, lines, "EUR", EVERY)


def zoned(*to):
    zone = {"name": "Zone", "to": list(to), "rates": [{"name": "Parcel", "price": "5.00"}]}
    return shop_from({**SHOP, "currencies": ["EUR"], "shipping": [zone]})


def test_a_choice_is_who_where_and_how():
    choice = chosen(FORM)
    assert (choice.person["city"], choice.delivery.code, choice.method.name) == (
        "Paris",
        "parcel",
        "card",
    )
    assert choice.to == Destination("FR", "75001")


def test_a_choice_fills_the_same_form_again():
    choice = chosen({**FORM, "name": "  Ada\u200b Example "})
    assert chosen(dict(choice.fields)) == choice


def test_every_fault_is_told_at_once():
    wrong = faults({"country": "FR", "postcode": "75001", "delivery": "x", "method": "x"})
    assert wrong.keys() == {"name", "email", "line1", "city", "delivery", "method"}


def test_a_country_not_served_has_one_fault_only():
    assert faults({**FORM, "country": "US"}) == {"country": "not-served"}


def test_a_country_without_a_rate_for_the_cart_is_undeliverable():
    light = {"name": "Letter", "heaviest": "10 g", "price": {"EUR": "1.00"}}
    shop = shop_from({**SHOP, "shipping": [{"name": "Z", "to": ["FR"], "rates": [light]}]})
    with pytest.raises(BadForm) as raised:
        chosen(FORM, shop=shop)
    assert raised.value.fields == {"delivery": "undeliverable"}


def test_a_delivery_without_a_price_in_the_currency_cannot_be_chosen():
    with pytest.raises(BadForm) as raised:
        chosen({**FORM, "country": "AE"}, currency="USD")
    assert raised.value.fields == {"delivery": "undeliverable"}


def test_the_only_way_of_delivery_need_not_be_chosen():
    assert chosen({**FORM, "country": "AE", "delivery": ""}).delivery.code == "air"


def test_one_of_several_ways_has_to_be_chosen():
    assert faults({**FORM, "delivery": ""}) == {"delivery": "choose"}


def test_files_alone_are_delivered_nowhere():
    choice = chosen({**FORM, "country": "US"}, FILES)
    assert choice.delivery is None
    assert "line1" not in choice.person


def test_spaces_and_marks_in_what_zones_look_at_do_no_harm():
    form = {"country": " FR\u200b", "postcode": "\u00a075 001"}
    assert [delivery.code for delivery in offered(form, SHOPS, LINES, "EUR")] == [
        "parcel",
        "express",
    ]


@pytest.mark.parametrize(
    ("to", "countries"),
    [
        (["FR:97", "FR", "CH"], {"FR", "CH"}),
        (["EU"], set(EU)),
        (["EU", "CH"], {*EU, "CH"}),
        (["*"], set(EVERY)),
    ],
)
def test_the_countries_served_are_those_of_the_zones(to, countries):
    found = served(zoned(*to), EVERY)
    assert set(found) == countries
    known = [country for country in EVERY if country in countries]
    assert list(found[: len(known)]) == known


def test_a_fresh_form_starts_in_the_shops_own_country():
    fresh = view()
    assert (fresh.form["country"], fresh.form["delivery"], fresh.form["method"]) == (
        "FR",
        "parcel",
        "card",
    )
    assert fresh.form.keys() == {*FIELDS}


def test_a_shop_that_does_not_serve_its_own_country_starts_somewhere():
    assert view(shop=zoned("CH", "GB")).form["country"] == "CH"


def test_what_was_typed_is_shown_as_typed():
    typed = {**FORM, "name": "  <b> ", "delivery": "express", "method": "cheque"}
    assert view(typed).form == typed


def test_a_delivery_that_the_country_has_not_gives_way_to_its_first():
    assert view({**FORM, "country": "AE", "delivery": "express"}).form["delivery"] == "air"


def test_files_alone_may_go_to_every_country():
    shown = view(lines=FILES)
    assert (shown.needs_address, shown.deliveries, shown.countries) == (False, (), EVERY)


@given(st.dictionaries(st.sampled_from(FIELDS), st.text()))
def test_any_form_is_a_choice_or_faults_and_can_be_shown(form):
    errors = {}
    try:
        chosen(form)
    except BadForm as wrong:
        errors = wrong.fields
    assert errors.keys() <= {*FIELDS}
    shown = view(form, errors).form
    assert all(shown[name] == form.get(name, "") for name in ADA if name != "country")


def test_the_cheapest_delivery_is_ticked_but_collecting_is_for_the_shopper_to_choose():
    ways = (
        Delivery("express", "Express", 1200),
        Delivery("letter", "Letter", 390),
        Delivery("collect", "Collect", 0, pickup=True),
    )
    assert _usual(ways) == "letter"
    assert _usual(ways[2:]) == "collect"
    assert _usual(()) == ""
