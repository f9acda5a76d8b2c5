import pytest

from pelicart.pricing.shipping import Rate, Zone
from pelicart.pricing.zones import code_of, read_zones
from pelicart.reading import Reader

CURRENCIES = ("EUR", "CHF")


def read(value):
    problems = []
    zones = read_zones(Reader({"shipping": value}, (), problems), CURRENCIES)
    return zones, [str(problem) for problem in problems]


def rate(**settings):
    zones, problems = read([{"name": "A", "to": ["*"], "rates": [{"name": "B", **settings}]}])
    return zones[0].rates[0], problems


def noted(**settings):
    """What is noted of a rate, and where below it."""
    return [problem.removeprefix("shipping.0.rates.0") for problem in rate(**settings)[1]]


@pytest.mark.parametrize("value", [None, []])
def test_without_shipping_all_is_delivered_everywhere_for_nothing(value):
    everywhere = Zone("", ("*",), (Rate("delivery", "", {"EUR": 0, "CHF": 0}),))
    assert read(value) == ((everywhere,), [])


def test_a_zone_keeps_its_rates_in_order():
    rates = [{"name": "Slow", "price": "2 EUR"}, {"name": "Fast", "price": "9 EUR"}]
    (zone,), problems = read([{"name": "France", "to": ["FR", "MC"], "rates": rates}])
    assert problems == []
    assert (zone.name, zone.to) == ("France", ("FR", "MC"))
    assert [one.code for one in zone.rates] == ["slow", "fast"]


def test_a_flat_price_has_a_price_in_each_currency_it_is_offered_in():
    read_rate, problems = rate(price={"EUR": "6.90", "CHF": "7.50"}, free_from="60.00 EUR")
    assert problems == []
    assert read_rate == Rate("b", "B", {"EUR": 690, "CHF": 750}, free_from={"EUR": 6000})


def test_weight_bands_are_put_in_order():
    bands = {"1.5 kg": "8.00 EUR", "250 g": {"EUR": "4.95", "CHF": "5.50"}}
    read_rate, problems = rate(by_weight=bands)
    assert problems == []
    assert read_rate.by_weight == ((250, {"EUR": 495, "CHF": 550}), (1500, {"EUR": 800}))


def test_value_bands_are_put_in_order_for_each_currency():
    bands = {"EUR": {"50": "2.50", "0": "5.00"}, "CHF": {"0": "6"}}
    read_rate, problems = rate(by_value=bands)
    assert problems == []
    assert read_rate.by_value == {"EUR": ((0, 500), (5000, 250)), "CHF": ((0, 600),)}


def test_collecting_is_free_unless_it_has_a_price():
    assert rate(pickup=True) == (Rate("b", "B", {"EUR": 0, "CHF": 0}, pickup=True), [])
    assert rate(pickup=True, price="1 EUR")[0].flat == {"EUR": 100}


def test_the_heaviest_parcel_is_read_in_grams():
    assert rate(price="1 EUR", heaviest="30 kg")[0].heaviest == 30_000


@pytest.mark.parametrize(
    ("settings", "places"),
    [
        ({}, [""]),
        ({"price": None}, [""]),
        ({"by_weight": {}}, [""]),
        ({"price": "1 EUR", "by_weight": {"1 kg": "1 EUR"}}, [""]),
        ({"price": 6.9}, [".price"]),
        ({"price": "1 USD"}, [".price"]),
        ({"by_weight": {"heavy": "1 EUR"}}, [".by_weight.heavy"]),
        ({"by_weight": {"1 kg": "1 EUR", "1000 g": "2 EUR"}}, [".by_weight.1000 g"]),
        ({"by_weight": {"1 kg": "1.234 EUR"}}, [".by_weight.1 kg"]),
        ({"by_value": {"0": "5.00 EUR"}}, [".by_value"]),
        ({"by_value": {"EUR": {"zero": "5.00"}}}, [".by_value.EUR.zero"]),
        ({"by_value": {"EUR": {"0": "5.00 CHF"}}}, [".by_value.EUR.0"]),
        ({"by_value": {"EUR": {"0": "5", "0.00": "6"}}}, [".by_value.EUR.0.00"]),
        ({"price": "1 EUR", "heaviest": "30"}, [".heaviest"]),
        ({"price": "1 EUR", "free_from": "-1"}, [".free_from"]),
        ({"price": "1 EUR", "pickup": "yes"}, [".pickup"]),
        ({"price": "1 EUR", "prices": "2 EUR"}, [".prices"]),
        ({"price": "1 EUR", "name": ""}, [".name"]),
        ({"price": "1 EUR", "name": "***"}, [".name"]),
    ],
)
def test_what_is_wrong_with_a_rate_is_noted_at_its_place(settings, places):
    assert [problem.split(": ")[0] for problem in noted(**settings)] == places


@pytest.mark.parametrize(
    ("zone", "places"),
    [
        ({"to": ["FR"]}, ["shipping.0.name", "shipping.0.rates"]),
        ({"name": "A", "rates": [{"name": "B", "pickup": True}]}, ["shipping.0.to"]),
        (
            {"name": "A", "to": ["FR"], "rates": [{"name": "B", "pickup": True}], "rate": 1},
            ["shipping.0.rate"],
        ),
    ],
)
def test_what_is_wrong_with_a_zone_is_noted_at_its_place(zone, places):
    assert [problem.split(": ")[0] for problem in read([zone])[1]] == places


def test_two_rates_of_one_code_in_a_zone_are_noted():
    rates = [{"name": "Colis Été", "pickup": True}, {"name": "colis ete!", "pickup": True}]
    _, (problem,) = read([{"name": "A", "to": ["FR"], "rates": rates}])
    assert problem.startswith("shipping.0.rates.1.name: ")
    assert "'colis-ete'" in problem


def test_a_region_in_two_zones_is_noted():
    rates = [{"name": "B", "pickup": True}]
    zones = [{"name": "A", "to": ["FR"], "rates": rates}] * 2
    assert read(zones)[1] == [
        "shipping.1: FR stands in an earlier one too. Leave it in one of them."
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Collect in our shop", "collect-in-our-shop"),
        ("  Colis – 48 h ", "colis-48-h"),
        ("Straße_1", "strasse-1"),
        ("宅配便", "宅配便"),
        ("***", ""),
    ],
)
def test_a_code_is_the_name_in_small_letters_digits_and_dashes(name, code):
    assert code_of(name) == code
