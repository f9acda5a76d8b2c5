import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import a_line
from tests.pelicart.shopfront import ADA, SHOP

from pelicart.checkout.choice import read_choice
from pelicart.checkout.offered import Payable
from pelicart.checkout.shown import checkout_view
from pelicart.errors import BadForm
from pelicart.money import LARGEST
from pelicart.pricing.quoting import priced
from pelicart.pricing.region import Destination
from pelicart.settings import shop_from

EVERY = ("AE", "CH", "DE", "FR", "GB", "US")
LINES = (a_line(quantity=1, unit=1000, extras=()),)
FILES = (a_line(quantity=1, unit=1000, extras=(), digital="a.zip"),)
GIFTS = (a_line(unit=0, extras=(), digital="a.zip"),)
FORM = {**ADA, "delivery": "parcel", "method": "card"}
HOME = {
    "name": "Home",
    "to": ["FR", "DE"],
    "rates": [
        {"name": "Parcel", "price": {"EUR": "5.00", "USD": "6.00"}},
        {"name": "Collect", "pickup": True},
    ],
}


def shop(**methods):
    return shop_from({**SHOP, "shipping": [HOME], "methods": {"cheque": {}, **methods}})


def shown(made, lines=LINES, errors=None, currency="EUR", **form):
    return checkout_view(form, errors or {}, made, lines, currency, EVERY, "en")


def names(made, lines=LINES, currency="EUR", **form):
    return [method.name for method in shown(made, lines, currency=currency, **form).methods]


def fault(made, lines=LINES, currency="EUR", **form):
    with pytest.raises(BadForm) as raised:
        read_choice({**FORM, **form}, made, lines, currency, EVERY)
    return raised.value.fields


class TestShown:
    def test_methods_stand_in_the_merchants_order_with_their_fees(self):
        made = shop(cash={"fee": {"EUR": "1.50", "USD": "2"}}, paypal={"fee": "-2 %"}, card={})
        methods = shown(made, currency="USD").methods
        assert [(m.name, m.fee, m.rate) for m in methods] == [
            ("cheque", 0, 0),
            ("cash", 200, 0),
            ("paypal", 0, -2000),
            ("card", 0, 0),
        ]

    def test_a_method_of_another_currency_is_left_out(self):
        made = shop(card={"currencies": ["USD"]})
        assert names(made) == ["cheque"]
        assert names(made, currency="USD") == ["cheque", "card"]

    def test_a_method_of_another_country_is_left_out_as_soon_as_it_is_typed(self):
        made = shop(card={"countries": ["DE"]})
        assert names(made) == names(made, country="FR") == ["cheque"]
        assert names(made, country="DE") == ["cheque", "card"]

    def test_cash_on_pickup_is_there_as_long_as_pickup_can_be_chosen(self):
        made = shop(cash={"deliveries": "pickup"})
        assert names(made, country="FR", postcode="75001", delivery="parcel") == ["cheque", "cash"]
        assert names(made, FILES) == ["cheque"]

    def test_an_amount_that_no_delivery_brings_within_the_limits_is_left_out(self):
        made = shop(card={"least": "15.00 EUR"}, paypal={"most": "9.99 EUR"}, transfer=TRANSFER)
        assert names(made, country="FR", postcode="75001") == ["cheque", "card", "transfer"]
        assert names(made, FILES) == ["cheque", "transfer"]

    def test_nothing_to_pay_needs_no_method_that_suits(self):
        made = shop_from({**SHOP, "methods": {"monetico": {"countries": ["DE"], "least": "5.00"}}})
        view = checkout_view({}, {}, made, GIFTS, "EUR", EVERY)
        assert ([m.name for m in view.methods], view.needs_address) == (["monetico"], False)
        choice = read_choice({**FORM, "method": "monetico"}, made, GIFTS, "EUR", EVERY)
        assert choice.method.name == "monetico"

    def test_the_merchants_name_for_a_method_is_that_of_the_language(self):
        made = shop(card={"label": {"en": "Plastic"}}, paypal={"label": "Pal"})
        labels = [method.options.get("label") for method in shown(made).methods]
        assert labels == [None, "Plastic", "Pal"]

    def test_a_total_too_large_for_any_method_is_left_to_the_review(self):
        made = shop(card={"least": "5.00"})
        huge = (a_line(quantity=1, unit=LARGEST, extras=()),)
        assert names(made, huge) == ["cheque", "card"]


TRANSFER = {"iban": "FR14 2004 1010 0505 0001 3M02 606", "least": {"USD": "99.00"}}


class TestChosen:
    @pytest.mark.parametrize(
        ("limit", "code"),
        [
            ({"currencies": ["USD"]}, "not-in-currency"),
            ({"countries": ["DE", "FR:97"]}, "not-in-country"),
            ({"deliveries": "pickup"}, "not-with-delivery"),
            ({"most": "14.99 EUR"}, "not-offered"),
            ({"least": "15.01 EUR"}, "not-offered"),
            ({"most": "15.00 EUR", "fee": "0.01 EUR", "currencies": "EUR"}, "not-offered"),
        ],
    )
    def test_what_does_not_suit_is_told_with_its_reason(self, limit, code):
        assert fault(shop(card=limit)) == {"method": code}

    def test_the_exact_total_counts_with_its_fee(self):
        made = shop(card={"most": "15.00 EUR"}, paypal={"most": "15.00 EUR", "fee": "-1 %"})
        for method in ("card", "paypal"):
            choice = read_choice({**FORM, "method": method}, made, LINES, "EUR", EVERY)
            assert choice.method.name == method
        assert "method" in fault(made, delivery="parcel", lines=(*LINES, a_line(unit=1)))

    def test_the_only_method_left_need_not_be_chosen(self):
        made = shop(card={"countries": ["DE"]})
        assert (
            read_choice({**FORM, "method": ""}, made, LINES, "EUR", EVERY).method.name == "cheque"
        )
        assert fault(shop(card={}), method="") == {"method": "choose"}

    def test_none_left_is_told_as_such(self):
        made = shop(cheque={"countries": ["DE"]})
        assert fault(made, method="cheque") == {"method": "none-offered"}
        assert shown(made, country="FR").methods == ()

    def test_limits_wait_until_it_is_known_where_the_order_goes(self):
        assert fault(shop(card={"countries": ["DE"]}), country="XX") == {"country": "not-served"}


class TestAddress:
    def test_files_need_an_address_once_a_method_was_chosen_that_asks_for_it(self):
        made = shop(monetico={})
        assert not shown(made, FILES).needs_address
        assert shown(made, FILES, method="monetico").needs_address
        assert not shown(made, FILES, method="cheque").needs_address
        assert not shown(made, FILES, method="monetico").delivered

    def test_the_only_method_asks_at_once(self):
        made = shop_from({**SHOP, "methods": {"monetico": {}}})
        assert checkout_view({}, {}, made, FILES, "EUR", EVERY).needs_address

    def test_the_address_is_required_and_kept(self):
        made = shop(monetico={})
        bare = dict.fromkeys(("line1", "city", "postcode"), "")
        missing = fault(made, FILES, method="monetico", **bare)
        assert missing == dict.fromkeys(bare, "missing")
        choice = read_choice({**FORM, "method": "monetico"}, made, FILES, "EUR", EVERY)
        assert (choice.person["line1"], choice.delivery) == ("1 Example Street", None)
        other = read_choice({**FORM, "method": "cheque"}, made, FILES, "EUR", EVERY)
        assert "line1" not in other.person

    def test_tax_on_files_looks_at_the_country_alone(self):
        made = shop(monetico={})
        choice = read_choice({**FORM, "method": "monetico"}, made, FILES, "EUR", EVERY)
        assert choice.to == Destination("FR")


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "countries": st.sampled_from([["FR"], ["DE", "AE"], ["EU"], ["FR:75"]]),
        "currencies": st.sampled_from([["EUR"], ["EUR", "USD"]]),
        "least": st.sampled_from(["10.00", "15.00", "16.00"]),
        "most": st.sampled_from(["17.00", "20.00", "90.00"]),
        "deliveries": st.sampled_from(["any", "pickup", "carried"]),
        "fee": st.sampled_from(["2 %", "-10 %", {"EUR": "1.50", "USD": "-2"}]),
    },
)


@given(
    OPTIONS,
    st.sampled_from([LINES, FILES, GIFTS]),
    st.sampled_from(["EUR", "USD"]),
    st.sampled_from(["FR", "DE"]),
    st.sampled_from(["parcel", "collect"]),
)
def test_whatever_can_be_chosen_was_shown_and_suits_its_exact_total(
    limits, lines, currency, country, delivery
):
    made = shop(card=limits)
    form = {**FORM, "country": country, "delivery": delivery}
    try:
        choice = read_choice(form, made, lines, currency, EVERY)
    except BadForm:
        assert fault(made, lines, currency, **form).keys() == {"method"}
        return
    assert "card" in names(made, lines, currency, **form)
    quote = priced(lines, made, currency, choice.to, choice.delivery, choice.method)
    assert not quote.total or choice.method.offer.takes(quote.money)


def test_nothing_is_ruled_out_by_what_is_not_known():
    made = shop(card={"countries": ["FR"], "deliveries": "pickup", "most": "5.00 EUR"})
    payable = Payable(made, LINES, "EUR", Destination(""), ())
    assert [method.name for method in payable.methods] == ["cheque", "card"]
