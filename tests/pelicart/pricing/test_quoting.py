from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.cart import Cart, CartLine
from pelicart.catalogue import Extra, Option, Product, Variant
from pelicart.errors import EmptyCart, Misconfigured, TotalTooLarge, UnknownProduct
from pelicart.methods import Method
from pelicart.money import LARGEST
from pelicart.offer import Offer
from pelicart.pricing.fee import FeeRule
from pelicart.pricing.quoting import priced, priced_lines
from pelicart.pricing.region import Destination
from pelicart.quote import Delivery, PricedExtra, PricedLine
from pelicart.settings import read_shop

HOME, ABROAD = Destination("FR", "75011"), Destination("CH", "1204")
CLASSES = ("standard", "reduced", "books")

RATES = st.integers(0, 100_000).map(lambda rate: f"{rate // 1000}.{rate % 1000:03d}")
TABLES = st.fixed_dictionaries(
    {
        "included": st.booleans(),
        "untaxed": st.sampled_from(["same price", "less tax"]),
        "rules": st.fixed_dictionaries(
            {
                "to": st.just(["FR"]),
                "rates": st.fixed_dictionaries(dict.fromkeys(CLASSES, RATES)),
                "shipping": st.sampled_from(["standard", "lines", "none"]),
            }
        ).map(lambda rule: [rule]),
    }
)
LINES = st.builds(
    PricedLine,
    product=st.just("P"),
    sku=st.just("P"),
    name=st.just("P"),
    url=st.just("/p/"),
    quantity=st.integers(1, 99),
    unit=st.integers(0, 50_000),
    extras=st.lists(
        st.builds(PricedExtra, st.just("E"), st.just("E"), st.integers(0, 999)), max_size=2
    ).map(tuple),
    tax=st.sampled_from(CLASSES),
    digital=st.sampled_from([None, "file.zip"]),
)
CARTS = st.lists(LINES, min_size=1, max_size=8)
DELIVERIES = st.none() | st.builds(
    Delivery, code=st.just("d"), name=st.just("D"), price=st.integers(0, 5000), pickup=st.booleans()
)
FEES = st.builds(FeeRule, rate=st.integers(-100_000, 100_000)) | st.builds(
    FeeRule, prices=st.fixed_dictionaries({"EUR": st.integers(-9999, 9999)})
)
METHODS = FEES.map(lambda fee: Method("cash", "manual", offer=Offer(fee=fee)))


def shop(taxes):
    problems = []
    made = read_shop({"currencies": ["EUR"], "country": "FR", "taxes": taxes}, problems)
    assert not problems
    return made


def quoted(cart, taxes, to=HOME, delivery=None, method=None):
    return priced(cart, shop(taxes), "EUR", to, delivery, method)


def before_tax(cart, delivery):
    return sum(line.total for line in cart) + (delivery.price if delivery else 0)


class TestSums:
    @given(CARTS, TABLES, DELIVERIES, st.sampled_from([HOME, ABROAD]))
    def test_lines_delivery_tax_and_relief_make_the_total(self, cart, taxes, delivery, to):
        quote = quoted(cart, taxes, to, delivery)
        added = 0 if quote.included else sum(tax.amount for tax in quote.taxes)
        assert quote.total == before_tax(cart, delivery) + added - quote.relief
        assert 0 <= quote.relief <= before_tax(cart, delivery)
        assert quote.total >= 0

    @given(CARTS, TABLES, DELIVERIES)
    def test_bases_and_taxes_cover_all_that_is_taxed(self, cart, taxes, delivery):
        quote = quoted(cart, taxes, HOME, delivery)
        delivery_taxed = taxes["rules"][0]["shipping"] != "none"
        taxed = before_tax(cart, delivery if delivery_taxed else None)
        within = sum(tax.base + (tax.amount if quote.included else 0) for tax in quote.taxes)
        assert within == taxed
        rates = [tax.rate for tax in quote.taxes]
        assert rates == sorted(set(rates))

    @given(CARTS, TABLES, DELIVERIES, st.randoms(use_true_random=False))
    def test_the_order_of_lines_does_not_matter(self, cart, taxes, delivery, random):
        shuffled = cart.copy()
        random.shuffle(shuffled)
        one, other = (quoted(some, taxes, HOME, delivery) for some in (cart, shuffled))
        assert (one.total, one.taxes, one.relief) == (other.total, other.taxes, other.relief)

    @given(CARTS, TABLES, DELIVERIES)
    def test_what_is_taken_off_abroad_is_what_is_contained_at_home(self, cart, taxes, delivery):
        if delivery:
            delivery = replace(delivery, pickup=False)
        taxes = {**taxes, "included": True, "untaxed": "less tax"}
        home, abroad = (quoted(cart, taxes, to, delivery) for to in (HOME, ABROAD))
        assert abroad.taxes == ()
        assert home.relief == 0
        assert abroad.relief == sum(tax.amount for tax in home.taxes)
        assert abroad.total + abroad.relief == home.total

    @given(CARTS, TABLES, DELIVERIES)
    def test_the_same_price_abroad_is_the_price_before_tax_on_top(self, cart, taxes, delivery):
        if delivery:
            delivery = replace(delivery, pickup=False)
        quote = quoted(cart, {**taxes, "untaxed": "same price"}, ABROAD, delivery)
        assert (quote.total, quote.taxes) == (before_tax(cart, delivery), ())


class TestFees:
    @given(CARTS, TABLES, DELIVERIES, METHODS, st.sampled_from([HOME, ABROAD]))
    def test_the_parts_with_a_fee_make_the_total_and_no_tax_is_negative(
        self, cart, taxes, delivery, method, to
    ):
        quote = quoted(cart, taxes, to, delivery, method)
        fee = quote.fee.amount if quote.fee else 0
        value = before_tax(cart, delivery) + fee
        added = 0 if quote.included else sum(tax.amount for tax in quote.taxes)
        assert quote.total == value + added - quote.relief
        assert 0 <= quote.relief <= value
        assert all(tax.amount >= 0 and tax.base >= 0 for tax in quote.taxes)

    @given(CARTS, TABLES, DELIVERIES, METHODS)
    def test_a_fee_raises_no_tax_that_is_lowered_by_its_opposite(
        self, cart, taxes, delivery, method
    ):
        with_it, without = (quoted(cart, taxes, HOME, delivery, some) for some in (method, None))
        tax, before = (Counter({t.rate: t.amount for t in q.taxes}) for q in (with_it, without))
        up = with_it.fee is not None and with_it.fee.amount > 0
        rates = tax.keys() | before.keys()
        assert all(tax[r] >= before[r] if up else tax[r] <= before[r] for r in rates)

    @given(CARTS, TABLES, DELIVERIES, METHODS)
    def test_bases_and_taxes_cover_the_fee_unless_a_part_of_it_is_on_an_untaxed_delivery(
        self, cart, taxes, delivery, method
    ):
        rule = {**taxes["rules"][0], "shipping": "standard"}
        quote = quoted(cart, {**taxes, "rules": [rule]}, HOME, delivery, method)
        within = sum(tax.base + (tax.amount if quote.included else 0) for tax in quote.taxes)
        fee = quote.fee.amount if quote.fee else 0
        assert within == before_tax(cart, delivery) + fee

    @given(CARTS, TABLES, DELIVERIES)
    def test_a_discount_of_everything_leaves_nothing_to_pay(self, cart, taxes, delivery):
        everything = Method("cash", "manual", offer=Offer(fee=FeeRule({"EUR": -LARGEST})))
        quote = quoted(cart, taxes, HOME, delivery, everything)
        assert (quote.total, quote.taxes, quote.relief) == (0, (), 0)

    @given(CARTS, TABLES, DELIVERIES, METHODS)
    def test_what_is_taken_off_a_fee_abroad_is_what_it_contains_at_home(
        self, cart, taxes, delivery, method
    ):
        if delivery:
            delivery = replace(delivery, pickup=False)
        taxes = {**taxes, "included": True, "untaxed": "less tax"}
        home, abroad = (quoted(cart, taxes, to, delivery, method) for to in (HOME, ABROAD))
        assert abroad.relief == sum(tax.amount for tax in home.taxes)
        assert abroad.total + abroad.relief == home.total

    def test_nothing_to_pay_has_no_fee(self):
        cart = [PricedLine("P", "P", "P", "/p/", 1, 0)]
        fee = Method("cash", "manual", offer=Offer(fee=FeeRule({"EUR": 150})))
        assert quoted(cart, {}, HOME, None, fee).fee is None

    def test_a_fee_counts_towards_the_largest_total(self):
        cart = [PricedLine("P", "P", "P", "/p/", 1, LARGEST)]
        with pytest.raises(TotalTooLarge):
            quoted(cart, {}, HOME, None, Method("cash", "manual", offer=Offer(fee=FeeRule(rate=1))))


class TestRounding:
    @given(CARTS, TABLES)
    def test_a_tax_is_within_half_a_unit_per_line_of_the_exact_one(self, cart, taxes):
        quote = quoted(cart, taxes)
        rates = {name: Fraction(rate) for name, rate in taxes["rules"][0]["rates"].items()}
        exact, lines = Counter(), Counter()
        for line in cart:
            rate = rates[line.tax]
            exact[rate] += line.total * rate / (100 + (rate if quote.included else 0))
            lines[rate] += 1
        for tax in quote.taxes:
            rate = Fraction(tax.rate, 1000)
            assert abs(tax.amount - exact[rate]) <= Fraction(lines[rate], 2)

    @given(st.integers(1, 49), st.integers(1, 49), st.integers(0, 50_000), TABLES)
    def test_units_added_in_two_steps_cost_as_much_as_at_once(self, first, second, unit, taxes):
        product = Product("P", "P", "/p/", (Variant("P", {"EUR": unit}),))
        empty = Cart("a" * 26, "EUR", "en")
        steps = empty.add(CartLine("P", "P", first), product, 99)
        steps = steps.add(CartLine("P", "P", second), product, 99)
        once = empty.add(CartLine("P", "P", first + second), product, 99)
        one, other = (
            quoted(priced_lines(cart.lines, {"P": product}, "EUR"), taxes) for cart in (steps, once)
        )
        assert one == other

    @given(CARTS, TABLES, st.integers(0, 5000))
    def test_a_delivery_taxed_as_its_lines_is_at_most_a_unit_off_per_class(
        self, cart, taxes, price
    ):
        rule = {**taxes["rules"][0], "shipping": "lines"}
        taxes = {**taxes, "included": False, "rules": [rule]}
        delivery = Delivery("d", "D", price)
        carried = [line for line in cart if line.digital is None and line.total]
        value = sum(line.total for line in carried)
        exact = sum(
            Fraction(price * line.total, value) * Fraction(rule["rates"][line.tax]) / 100
            for line in carried
        )
        with_delivery, without = (quoted(cart, taxes, HOME, some) for some in (delivery, None))
        tax = with_delivery.total - without.total - price
        if not carried:
            exact = price * Fraction(rule["rates"]["standard"]) / 100
        # A part may be up to one unit off its exact share, its tax half a unit more.
        assert abs(tax - exact) <= Fraction(3, 2) * len(CLASSES)


class TestRefusals:
    def line(self, unit):
        return PricedLine("P", "P", "P", "/p/", 1, unit)

    def test_a_cart_of_nothing_has_no_quote(self):
        with pytest.raises(EmptyCart):
            quoted([], {})

    def test_a_total_is_at_most_what_every_provider_takes(self):
        assert quoted([self.line(LARGEST)], {}).total == LARGEST
        with pytest.raises(TotalTooLarge):
            quoted([self.line(LARGEST), self.line(1)], {})

    def test_tax_on_top_counts_towards_the_largest_total(self):
        taxes = {"included": False, "rules": [{"to": ["FR"], "rates": {"standard": "20"}}]}
        with pytest.raises(TotalTooLarge):
            quoted([self.line(LARGEST)], taxes)

    def test_a_class_without_a_rate_is_the_operators_error(self):
        taxes = {"rules": [{"to": ["FR"], "rates": {"standard": "20"}}]}
        with pytest.raises(Misconfigured):
            quoted([replace(self.line(100), tax="books")], taxes)


class TestLines:
    PRODUCT = Product(
        sku="MUG",
        name="Mug",
        url="/mug/",
        options=(Option("Size", ("S", "L")),),
        variants=(
            Variant("MUG-S", {"EUR": 1250}, ("S",), 350, "MUG"),
            Variant("MUG-L", {"EUR": 1450, "JPY": 2200}, ("L",), 420),
        ),
        extras=(Extra("WRAP", "Wrap", {"EUR": 300}), Extra("NAME", "Name", {"EUR": 550}, 12)),
        image="/mug.svg",
        tax="reduced",
    )

    def priced(self, line, product=PRODUCT, currency="EUR"):
        return priced_lines([line], {"MUG": product}, currency)[0]

    def test_a_line_takes_all_it_needs_from_the_published_product(self):
        chosen = CartLine("MUG", "MUG-S", 2, (("NAME", "Ada"), ("WRAP", "")), seen=1)
        assert self.priced(chosen) == PricedLine(
            product="MUG",
            sku="MUG-S",
            name="Mug",
            url="/mug/",
            quantity=2,
            unit=1250,
            choice=(("Size", "S"),),
            extras=(PricedExtra("NAME", "Name", 550, "Ada"), PricedExtra("WRAP", "Wrap", 300)),
            image="/mug.svg",
            tax="reduced",
            weight=350,
            stock_key="MUG",
            terms=self.PRODUCT.terms,
        )

    @pytest.mark.parametrize(
        ("line", "sku"),
        [
            (CartLine("CUP", "CUP", 1), "CUP"),
            (CartLine("MUG", "MUG-XL", 1), "MUG-XL"),
            (CartLine("MUG", "MUG-S", 1, (("RIBBON", ""),)), "RIBBON"),
            (CartLine("MUG", "MUG-S", 1, (("NAME", "a" * 13),)), "NAME"),
            (CartLine("MUG", "MUG-S", 1, (("WRAP", "a"),)), "WRAP"),
        ],
    )
    def test_what_is_gone_is_named(self, line, sku):
        with pytest.raises(UnknownProduct) as gone:
            self.priced(line)
        assert gone.value.ids == {"sku": sku}

    def test_what_is_not_for_sale_is_gone(self):
        with pytest.raises(UnknownProduct):
            self.priced(CartLine("MUG", "MUG-S", 1), replace(self.PRODUCT, orderable=False))

    def test_what_has_no_price_in_the_currency_is_gone(self):
        assert self.priced(CartLine("MUG", "MUG-L", 1), currency="JPY").unit == 2200
        for line in (CartLine("MUG", "MUG-S", 1), CartLine("MUG", "MUG-L", 1, (("WRAP", ""),))):
            with pytest.raises(UnknownProduct):
                self.priced(line, currency="JPY")
