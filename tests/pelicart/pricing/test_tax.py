import pytest

from pelicart.errors import Misconfigured
from pelicart.pricing.region import Destination
from pelicart.pricing.tax import Taxes, TaxRule, read_taxes
from pelicart.reading import Reader
from pelicart.settings import read_shop

FRANCE = {"to": ["FR"], "rates": {"standard": "20", "reduced": "5.5"}, "shipping": "lines"}
UNION = {"to": ["EU"], "rates": {"standard": "21", "reduced": "9.975"}}
GUIANA = {"to": ["FR:973"], "untaxed": True}


def read(*rules, **others):
    problems = []
    taxes = read_taxes(Reader({"rules": list(rules), **others}, ("taxes",), problems))
    return taxes, [str(problem) for problem in problems]


def test_an_empty_table_is_a_shop_without_taxes():
    problems = []
    taxes = read_taxes(Reader({}, ("taxes",), problems))
    assert (taxes, problems) == (Taxes(), [])
    assert taxes.due(Destination("FR")) is None
    assert taxes.classes == ("standard",)


def test_rates_become_thousandths_of_a_percent():
    taxes, problems = read(FRANCE, UNION)
    assert problems == []
    assert taxes.rules == (
        TaxRule(("FR",), {"standard": 20_000, "reduced": 5_500}, "lines"),
        TaxRule(("EU",), {"standard": 21_000, "reduced": 9_975}, "standard"),
    )


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0", 0), ("0.001", 1), (20, 20_000), ("8.875", 8_875), ("100", 100_000), ("7.70", 7_700)],
)
def test_a_rate_is_exact_to_three_decimals(text, rate):
    taxes, problems = read({"to": ["FR"], "rates": {"standard": text}})
    assert (taxes.rules[0].rates, problems) == ({"standard": rate}, [])


@pytest.mark.parametrize(
    "text", ["20%", "5,5", "9.9755", "-1", "100.001", "1e1", "", 5.5, None, "٢٠"]
)
def test_what_is_no_rate_is_noted_once_at_its_place(text):
    _, problems = read({"to": ["FR"], "rates": {"standard": text}})
    assert len(problems) == 1
    assert problems[0].startswith("taxes.rules.0.rates.standard: ")


def test_classes_are_those_of_all_rules_and_standard():
    assert read(FRANCE, UNION)[0].classes == ("reduced", "standard")


def test_every_rule_must_rate_every_class():
    _, problems = read(FRANCE, {"to": ["DE"], "rates": {"standard": "19"}})
    assert problems == [
        "taxes.rules.1.rates: No rate for the tax class 'reduced'. Every rule rates every class."
    ]


def test_a_class_of_ones_own_does_not_replace_the_standard_one():
    _, (problem,) = read({"to": ["FR"], "rates": {"books": "5.5"}})
    assert "No rate for the tax class 'standard'." in problem


def test_an_untaxed_rule_needs_no_rates():
    taxes, problems = read(FRANCE, GUIANA)
    assert problems == []
    assert taxes.due(Destination("FR", "97300")) is None
    assert taxes.due(Destination("FR", "97400")) is taxes.rules[0]


def test_a_rule_says_either_rates_or_untaxed():
    assert len(read({"to": ["FR"]})[1]) == 1
    assert len(read({**FRANCE, "untaxed": True})[1]) == 1


def test_a_region_in_two_rules_is_noted():
    _, problems = read(FRANCE, {**UNION, "to": ["EU", "FR"]})
    assert problems == ["taxes.rules.1: FR stands in an earlier one too. Leave it in one of them."]


@pytest.mark.parametrize(
    ("others", "place"),
    [
        ({"untaxed": "free"}, "taxes.untaxed: "),
        ({"included": "yes"}, "taxes.included: "),
        ({"includes": True}, "taxes.includes: Unknown key"),
    ],
)
def test_what_the_table_does_not_know_is_noted(others, place):
    _, (problem,) = read(FRANCE, **others)
    assert problem.startswith(place)


def test_what_a_rule_does_not_know_is_noted():
    _, problems = read({**FRANCE, "shipping": "lined", "rate": "20"})
    assert [problem.split(": ")[0] for problem in problems] == [
        "taxes.rules.0.shipping",
        "taxes.rules.0.rate",
    ]


def test_a_rate_left_out_of_a_published_rule_is_the_operators_error():
    with pytest.raises(Misconfigured) as missing:
        TaxRule(("FR",), {"standard": 20_000}).rate("books")
    assert missing.value.ids == {
        "why": "no rate for this tax class",
        "tax": "books",
        "region": "FR",
    }


def home_problems(**settings):
    problems = []
    read_shop({"currencies": ["EUR"], **settings}, problems)
    return [str(problem) for problem in problems]


def test_less_tax_abroad_needs_a_country_with_a_rule():
    taxes = {"rules": [FRANCE, GUIANA], "untaxed": "less tax"}
    assert home_problems(taxes=taxes, country="FR") == []
    assert home_problems(taxes=taxes)[0].startswith("taxes.untaxed: ")
    assert home_problems(taxes=taxes, country="CH")[0].startswith("taxes.untaxed: ")


def test_without_tax_in_the_prices_nothing_is_taken_off_abroad():
    taxes = {"rules": [FRANCE], "untaxed": "less tax", "included": False}
    assert home_problems(taxes=taxes) == []
    assert read(FRANCE, untaxed="less tax", included=False)[0].relieved("FR") is None


def test_the_same_price_abroad_takes_nothing_off():
    assert read(FRANCE)[0].relieved("FR") is None
    assert read(FRANCE, untaxed="less tax")[0].relieved("FR") is not None
