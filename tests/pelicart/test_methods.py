import pytest

from pelicart.methods import ADDRESSED, MODULES, read_methods
from pelicart.offer import Offer
from pelicart.pricing.fee import FeeRule
from pelicart.reading import Problem, Reader

IBAN = "FR14 2004 1010 0505 0001 3M02 606"  # the example of the SWIFT registry


def read(methods, address=("Shop", "Street 1"), currencies=("EUR", "CHF"), languages=("en", "fr")):
    problems: list[Problem] = []
    reader = Reader({"methods": methods}, (), problems)
    return read_methods(reader, address, currencies, languages), problems


def test_a_shop_that_says_nothing_takes_cards_by_stripe():
    (method,), problems = read({})
    assert (method.name, method.module, problems) == ("card", "stripe", [])


def test_the_merchants_own_methods_need_no_module_and_wait_two_weeks():
    methods, problems = read({"cheque": {}, "fax": {"fax": "+33 1"}, "transfer": {"iban": IBAN}})
    assert problems == []
    assert {method.module for method in methods} == {"manual"}
    assert {method.days for method in methods} == {14}


@pytest.mark.parametrize(
    ("methods", "place"),
    [
        ({"fax": {}}, "methods.fax"),
        ({"transfer": {"bic": "X"}}, "methods.transfer"),
        ({"transfer": {"iban": "FR14 2004"}}, "methods.transfer.iban"),
        ({"transfer": {"iban": IBAN, "iben": "x"}}, "methods.transfer.iben"),
        ({"card": {"module": "stripes"}}, "methods.card.module"),
        ({"Card": {}}, "methods.Card"),
        ({"free": {}}, "methods.free"),
        ({"cheque": {"days": 400}}, "methods.cheque.days"),
        ({"cheque": {"days": 7, "remind": [7]}}, "methods.cheque.remind"),
        ({"cheque": {"remind": [3, 3]}}, "methods.cheque.remind"),
        ({"cheque": {"remind": [0]}}, "methods.cheque.remind"),
        ({"cheque": {"remind": [3, 5, 7]}}, "methods.cheque.remind"),
        ({"cheque": {"remind": "soon"}}, "methods.cheque.remind"),
        ({"cheque": {"remind": [True, 5]}}, "methods.cheque.remind"),
        ({"card": {"remind": [5]}}, "methods.card.remind"),
    ],
)
def test_what_an_order_form_could_not_do_without_is_a_problem(methods, place):
    _, problems = read(methods)
    assert [str(problem).split(":")[0] for problem in problems] == [place]


@pytest.mark.parametrize(("written", "days"), [(5, (5,)), ([5, 10], (5, 10)), ([], ())])
def test_a_method_by_hand_reminds_once_or_twice(written, days):
    (method,), problems = read({"cheque": {"remind": written}})
    assert (method.remind, problems) == (days, [])


def test_a_cheque_goes_to_the_shops_address_unless_it_has_its_own():
    assert read({"cheque": {}}, ())[1]
    assert not read({"cheque": {"address": ["Box 1"]}}, ())[1]


def test_lines_of_an_address_stay_lines():
    (method,), _ = read({"cheque": {"address": ["Box 1", "75000 Paris"], "payee": "Shop"}})
    assert method.options == {"address": ("Box 1", "75000 Paris"), "payee": "Shop"}


@pytest.mark.parametrize(
    ("limits", "place"),
    [
        ({"countries": []}, "countries"),
        ({"countries": ["FR", "France"]}, "countries.1"),
        ({"countries": "UK"}, "countries.0"),
        ({"currencies": ["EUR", "USD"]}, "currencies.1"),
        ({"least": "-1.00 EUR"}, "least"),
        ({"least": "20.00 EUR", "most": "10.00 EUR"}, "least"),
        ({"most": {"EUR": "1.005"}}, "most"),
        ({"deliveries": "pick-up"}, "deliveries"),
        ({"fee": "a bit"}, "fee"),
        ({"fee": "1.50 EUR"}, "fee"),
        ({"fee": {"EUR": "1.50", "CHF": "x"}}, "fee.CHF"),
        ({"label": ["A", "B"]}, "label"),
        ({"label": {"en": "Card", "de": "Karte"}}, "label.de"),
        ({"countrys": ["FR"]}, "countrys"),
    ],
)
def test_a_limit_or_fee_that_cannot_be_meant_is_noted_at_its_place(limits, place):
    _, problems = read({"card": limits, "cheque": {}})
    assert {str(problem).split(":")[0] for problem in problems} == {f"methods.card.{place}"}


def test_methods_keep_the_merchants_order_and_their_limits():
    methods, problems = read(
        {
            "transfer": {"iban": IBAN, "currencies": ["EUR"], "fee": "-3.00 EUR"},
            "card": {"countries": ["EU", "FR:971"], "least": "1.00", "most": {"CHF": "500"}},
            "cash": {"deliveries": "pickup", "fee": {"EUR": "1.50", "CHF": "0"}},
        }
    )
    assert problems == []
    transfer, card, cash = methods
    assert [method.name for method in methods] == ["transfer", "card", "cash"]
    assert transfer.offer == Offer(currencies=("EUR",), fee=FeeRule({"EUR": -300}))
    assert card.offer == Offer(("EU", "FR:971"), (), {"EUR": 100}, {"CHF": 50000})
    assert cash.offer == Offer(deliveries="pickup", fee=FeeRule({"EUR": 150, "CHF": 0}))


def test_a_currency_that_no_method_takes_is_noted():
    _, (problem,) = read({"card": {"currencies": ["EUR"]}})
    assert str(problem).startswith("methods: None of them takes CHF.")


def test_a_name_may_be_given_once_or_for_each_language():
    methods, problems = read({"card": {"label": "Plastic"}, "cash": {"label": {"fr": "Sous"}}})
    assert problems == []
    assert [method.label for method in methods] == [{"": "Plastic"}, {"fr": "Sous"}]


def test_monetico_alone_asks_for_an_address():
    methods, _ = read({"card": {}, "monetico": {}, "bank": {"module": "monetico"}, "paypal": {}})
    assert [method.name for method in methods if method.addressed] == ["monetico", "bank"]
    assert set(MODULES) >= ADDRESSED
