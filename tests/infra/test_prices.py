from decimal import Decimal

from pelicart_infra.prices import PRICES, costs


def test_a_million_units_at_a_price_by_the_million_are_that_price():
    assert costs({"table-write": 1_000_000}) == {"table-write": Decimal("0.625")}


def test_parts_of_units_are_counted_exactly():
    assert costs({"gb-second": 0.1})["gb-second"] == Decimal("0.00000133334")


def test_every_price_is_one_and_says_where_it_stands():
    for price in PRICES.values():
        assert 0 < price.usd < 10
        assert price.per >= 1
        assert price.source.startswith("https://aws.amazon.com/")
