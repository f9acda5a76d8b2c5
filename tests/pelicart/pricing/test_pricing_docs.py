"""The settings and the examples of docs/pricing.md."""

import ast
import re
from pathlib import Path

import pytest

from pelicart.methods import Method
from pelicart.money import decimal_text
from pelicart.offer import Offer
from pelicart.pricing.fee import read_fee
from pelicart.pricing.quoting import priced
from pelicart.pricing.region import Destination
from pelicart.pricing.shipping import deliveries
from pelicart.quote import PricedLine
from pelicart.reading import Reader
from pelicart.settings import read_shop

PAGE = (Path(__file__).parents[3] / "docs" / "pricing.md").read_text("utf-8")
SETTINGS = ast.literal_eval(re.search(r"```python\nSHOP = (.*?)```", PAGE, re.DOTALL)[1].strip())
EUROS = (("EUR",), ("EUR",))
CART = (
    PricedLine("MUG", "MUG", "Mug", "/", 1, 1250, weight=350),
    PricedLine("BOOK", "BOOK", "Book", "/", 1, 1899, weight=420, tax="reduced"),
)


def paid_by(fee):
    return Method("cash", "manual", offer=Offer(fee=read_fee(Reader({"fee": fee}, (), []), *EUROS)))


def example(to, code, fee):
    problems = []
    shop = read_shop(SETTINGS, problems)
    assert not problems
    offers = {offer.code: offer for offer in deliveries(shop.zones, CART, to, "EUR")}
    return priced(CART, shop, "EUR", to, offers[code], paid_by(fee))


@pytest.mark.parametrize(
    ("to", "code", "fee", "total", "others"),
    [
        (Destination("FR", "75011"), "letter", None, 3949, [124, 2257, 261, 1307]),
        (Destination("CH", "1204"), "economy", None, 4096, [443]),
        (Destination("FR", "75011"), "letter", "3.00", 4249, [133, 2429, 281, 1406]),
        (Destination("FR", "75011"), "letter", "-2 %", 3870, [121, 2212, 256, 1281]),
    ],
)
def test_an_example_of_the_page_costs_what_the_page_says(to, code, fee, total, others):
    quote = example(to, code, fee)
    assert quote.total == total
    assert f"**{decimal_text(total, 'EUR')}**" in PAGE
    taxes = [amount for tax in quote.taxes for amount in (tax.amount, tax.base)]
    assert (taxes or [quote.relief]) == others
    assert all(decimal_text(amount, "EUR") in PAGE for amount in others)
