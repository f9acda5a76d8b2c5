from dataclasses import replace

import pytest

from pelicart.pricing.region import Destination
from pelicart.pricing.shipping import Rate, Zone, deliveries, needs_delivery
from pelicart.quote import Delivery, PricedLine

PARIS = Destination("FR", "75011")


def line(total=1000, weight=0, quantity=1, digital=None):
    return PricedLine("A", "A", "A", "/a/", quantity, total, weight=weight, digital=digital)


def offered(rate, *lines, currency="EUR"):
    found = deliveries([Zone("France", ("FR",), (rate,))], lines, PARIS, currency)
    return [delivery.price for delivery in found]


LETTER = Rate("letter", "Letter", by_weight=((250, {"EUR": 495}), (1000, {"EUR": 800, "CHF": 900})))
PARCEL = Rate("parcel", "Parcel", {"EUR": 690}, free_from={"EUR": 6000}, heaviest=30_000)
ECONOMY = Rate("economy", "Economy", by_value={"EUR": ((1000, 500), (5000, 0))})


@pytest.mark.parametrize(
    ("grams", "prices"),
    [(0, [495]), (249, [495]), (250, [495]), (251, [800]), (1000, [800]), (1001, [])],
)
def test_a_weight_band_includes_its_most_grams(grams, prices):
    assert offered(LETTER, line(weight=grams)) == prices


def test_units_weigh_together_and_files_weigh_nothing():
    assert offered(LETTER, line(weight=125, quantity=2)) == [495]
    assert offered(LETTER, line(weight=125, quantity=2), line(weight=1)) == [800]
    assert offered(LETTER, line(weight=250), line(weight=9999, digital="a.pdf")) == [495]


def test_a_band_without_a_price_in_the_currency_is_not_offered_in_it():
    assert offered(LETTER, line(weight=250), currency="CHF") == []
    assert offered(LETTER, line(weight=251), currency="CHF") == [900]


@pytest.mark.parametrize(
    ("value", "prices"),
    [(999, []), (1000, [500]), (1001, [500]), (4999, [500]), (5000, [0]), (5001, [0])],
)
def test_a_value_band_starts_at_its_least_value(value, prices):
    assert offered(ECONOMY, line(value)) == prices


@pytest.mark.parametrize(("value", "prices"), [(5999, [690]), (6000, [0]), (6001, [0])])
def test_delivery_is_free_from_its_threshold_on(value, prices):
    assert offered(PARCEL, line(value)) == prices


def test_files_count_towards_the_order_value():
    assert offered(PARCEL, line(1000), line(5000, digital="a.pdf")) == [0]


def test_a_threshold_frees_nothing_that_is_not_offered():
    assert offered(PARCEL, line(6000), currency="CHF") == []
    assert offered(PARCEL, line(6000, weight=30_001)) == []
    assert offered(PARCEL, line(6000, weight=30_000)) == [0]
    letter = replace(LETTER, free_from={"EUR": 6000})
    assert offered(letter, line(6000, weight=1001)) == []
    assert offered(letter, line(6000, weight=1000)) == [0]


def test_the_most_precise_zone_alone_offers_its_rates_in_order():
    collect = Rate("collect", "Collect", {"EUR": 0}, pickup=True)
    zones = [
        Zone("World", ("*",), (PARCEL,)),
        Zone("Corsica", ("FR:20",), (Rate("boat", "Boat", {"EUR": 990}), collect)),
    ]
    assert deliveries(zones, [line()], Destination("FR", "20000"), "EUR") == (
        Delivery("boat", "Boat", 990),
        Delivery("collect", "Collect", 0, pickup=True),
    )


def test_nothing_is_offered_outside_all_zones():
    assert deliveries([Zone("F", ("FR",), (PARCEL,))], [line()], Destination("US"), "EUR") == ()


def test_files_alone_need_no_delivery():
    assert not needs_delivery([line(digital="a.pdf")])
    assert needs_delivery([line(digital="a.pdf"), line()])
    assert offered(PARCEL, line(digital="a.pdf")) == []
