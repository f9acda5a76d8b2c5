"""The committed carts of pricing_table.toml, from settings and products to the last unit."""

import tomllib
from pathlib import Path

import pytest

from pelicart.cart import CartLine
from pelicart.catalogue import Extra, Product, Variant
from pelicart.methods import Method
from pelicart.money import EXPONENTS
from pelicart.offer import Offer
from pelicart.pricing.fee import read_fee
from pelicart.pricing.quoting import priced, priced_lines
from pelicart.pricing.region import Destination
from pelicart.pricing.shipping import deliveries
from pelicart.quote import Fee
from pelicart.reading import Reader
from pelicart.settings import read_shop

TABLE = tomllib.loads(Path(__file__).with_name("pricing_table.toml").read_text("utf-8"))
CASES = TABLE["case"]


def prices(row):
    return {key: value for key, value in row.items() if key in EXPONENTS}


EXTRAS = tuple(
    Extra(sku, sku, prices(row), row.get("text", 0)) for sku, row in TABLE["extras"].items()
)
PRODUCTS = {
    sku: Product(
        sku, sku, f"/{sku}", (Variant(sku, prices(row), weight=row.get("weight", 0)),),
        extras=EXTRAS, tax=row["tax"], digital=row.get("digital"),
    )
    for sku, row in TABLE["products"].items()
}  # fmt: skip


def line(written):
    quantity, sku, *extras = written.split()
    texts = tuple((extra, "Ada" if extra == "ENGRAVING" else "") for extra in extras)
    return CartLine(sku, sku, int(quantity), texts)


def method(case, shop, currency):
    problems = []
    reader = Reader({"fee": case.get("fee")}, (), problems)
    fee = read_fee(reader, shop.currencies, [currency])
    assert not problems
    return Method("cash", "manual", offer=Offer(fee=fee))


def quoted(case):
    problems = []
    shop = read_shop(TABLE["shops"][case["shop"]], problems)
    assert not problems
    currency = case.get("currency", shop.currency)
    to = Destination(*case["to"].split(" ", 1))
    lines = priced_lines([line(written) for written in case["cart"]], PRODUCTS, currency)
    offers = {offer.code: offer for offer in deliveries(shop.zones, lines, to, currency)}
    delivery = offers[case["by"]] if "by" in case else None
    return offers, priced(lines, shop, currency, to, delivery, method(case, shop, currency))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_cart_computed_by_hand_costs_to_the_unit(case):
    offers, quote = quoted(case)
    assert {code: offer.price for code, offer in offers.items()} == case["offers"]
    assert [[tax.rate, tax.base, tax.amount] for tax in quote.taxes] == case["taxes"]
    assert quote.relief == case.get("relief", 0)
    assert quote.fee == (Fee("cash", case["adds"]) if "fee" in case else None)
    assert quote.total == case["total"]


def test_the_table_names_each_of_at_least_forty_carts_once():
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names) >= 40
