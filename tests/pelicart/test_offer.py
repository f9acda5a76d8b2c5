import pytest

from pelicart.money import Money
from pelicart.offer import Offer
from pelicart.pricing.region import Destination
from pelicart.quote import Delivery

POST, COLLECT = Delivery("post", "Post", 500), Delivery("collect", "Collect", 0, pickup=True)


def test_an_offer_without_limits_takes_everything():
    offer = Offer()
    assert offer.speaks("EUR")
    assert offer.serves(Destination("FR", "75011"))
    assert all(map(offer.goes_with, (POST, COLLECT, None)))
    assert offer.takes(Money(1, "EUR"))


@pytest.mark.parametrize(
    ("to", "serves"),
    [
        (Destination("DE", "10115"), True),
        (Destination("FR", "97110"), True),
        (Destination("FR", "97 1-10"), True),
        (Destination("US", "02134"), False),
        (Destination("GP", "97110"), False),
        (Destination("", ""), True),
    ],
)
def test_a_method_is_offered_in_its_regions(to, serves):
    assert Offer(countries=("DE", "FR:971")).serves(to) is serves


def test_a_postcode_that_is_not_known_yet_speaks_for_its_country():
    offer = Offer(countries=("FR:971",))
    assert offer.serves(Destination("FR"))
    assert not offer.serves(Destination("FR", "75011"))
    assert not offer.serves(Destination("DE"))


@pytest.mark.parametrize(
    ("deliveries", "suited"), [("pickup", [COLLECT]), ("carried", [POST]), ("any", [POST, COLLECT])]
)
def test_cash_goes_with_the_deliveries_it_is_for(deliveries, suited):
    offer = Offer(deliveries=deliveries)
    assert [way for way in (POST, COLLECT) if offer.goes_with(way)] == suited


def test_nobody_hands_over_a_file_for_cash():
    assert not any(Offer(deliveries=some).goes_with(None) for some in ("pickup", "carried"))


def test_limits_are_included_and_hold_in_their_own_currency():
    offer = Offer(least={"EUR": 500}, most={"EUR": 1000})
    taken = [minor for minor in (499, 500, 1000, 1001) if offer.takes(Money(minor, "EUR"))]
    assert taken == [500, 1000]
    assert offer.takes(Money(1, "CHF"))
