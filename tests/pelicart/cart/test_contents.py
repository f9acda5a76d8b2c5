import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pelicart.cart import Cart, CartLine, decode, encode
from pelicart.cart.contents import MOST_BYTES, MOST_SKUS
from pelicart.cart.engraving import LONGEST, fault, plain
from pelicart.catalogue import SKU, Extra, Product, Variant
from pelicart.errors import BadForm, BadRequest, CartFull, UnknownProduct
from pelicart.money import EXPONENTS

BASKET = "abcdefghijklmnopqrstuvwxyz"
EMPTY = Cart(BASKET, "EUR", "en")
EXTRAS = (Extra("WRAP", "Wrap", {"EUR": 300}), Extra("NAME", "Name", {"EUR": 550}, 12))
MUG = Product("MUG", "Mug", "/mug/", (Variant("MUG-S", {}), Variant("MUG-L", {})), extras=EXTRAS)


def mug(quantity=1, *extras, sku="MUG-S", seen=None):
    return CartLine("MUG", sku, quantity, extras, seen)


def numbered(number):
    sku = f"P{number}"
    return CartLine(sku, sku, 1), Product(sku, sku, "/", (Variant(sku, {}),))


SKUS = st.from_regex(re.compile(SKU, re.ASCII), fullmatch=True)
TEXTS = st.text(max_size=LONGEST).map(plain).filter(lambda text: not fault(text, LONGEST))
LINES = st.builds(
    CartLine,
    product=SKUS,
    sku=SKUS,
    quantity=st.integers(1, 9999),
    extras=st.dictionaries(SKUS, TEXTS | st.just(""), max_size=3).map(
        lambda extras: tuple(sorted(extras.items()))
    ),
    seen=st.none() | st.integers(0, 10**9),
)
CARTS = st.builds(
    Cart,
    basket=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26),
    currency=st.sampled_from(sorted(EXPONENTS)),
    language=st.sampled_from(["en", "fr", "pt-BR", "zh_CN"]),
    lines=st.lists(LINES, max_size=4, unique_by=lambda line: line.chosen).map(tuple),
)


class TestVerbs:
    def test_a_new_line_is_put_last(self):
        cart = EMPTY.add(mug(2, seen=1250), MUG, 99).add(mug(1, sku="MUG-L"), MUG, 99)
        assert cart.lines == (mug(2, seen=1250), mug(1, sku="MUG-L"))

    def test_equal_lines_are_merged_where_the_first_stood_at_the_price_seen_last(self):
        cart = EMPTY.add(mug(2, seen=1250), MUG, 99).add(mug(1, sku="MUG-L"), MUG, 99)
        assert cart.add(mug(3, seen=1300), MUG, 99).lines[0] == mug(5, seen=1300)

    def test_lines_with_other_extras_or_texts_stay_apart(self):
        cart = EMPTY
        for extras in [(), (("WRAP", ""),), (("NAME", "Ada"),), (("NAME", "Bob"),)]:
            cart = cart.add(mug(1, *extras), MUG, 99)
        assert len(cart.lines) == 4

    def test_extras_are_equal_in_whatever_order_they_were_ticked(self):
        one, other = ("WRAP", "on"), ("NAME", " Rene\u0301 ")
        cart = EMPTY.add(mug(1, one, other), MUG, 99).add(mug(1, other, one), MUG, 99)
        assert cart.lines == (mug(2, ("NAME", "Ren\u00e9"), ("WRAP", "")),)

    def test_a_quantity_is_replaced_and_none_removes_the_line(self):
        cart = EMPTY.add(mug(2), MUG, 99).add(mug(1, sku="MUG-L"), MUG, 99)
        assert cart.with_quantity(0, 7, 99).lines[0] == mug(7)
        assert cart.with_quantity(0, 0, 99).lines == (mug(1, sku="MUG-L"),)
        assert cart.with_quantity(1, 0, 99).lines == (mug(2),)

    def test_a_new_basket_keeps_the_lines(self):
        cart = EMPTY.add(mug(2), MUG, 99)
        assert cart.renewed("b" * 26) == replace(cart, basket="b" * 26)


class TestLimits:
    @pytest.mark.parametrize(
        ("quantity", "code"), [(0, "too-few"), (-1, "too-few"), (6, "too-many")]
    )
    def test_a_quantity_is_from_one_to_the_shops_most(self, quantity, code):
        with pytest.raises(BadForm) as wrong:
            EMPTY.add(mug(quantity), MUG, 5)
        assert wrong.value.fields == {"quantity": code}
        assert EMPTY.add(mug(5), MUG, 5).lines == (mug(5),)

    def test_merged_and_changed_quantities_are_limited_too(self):
        cart = EMPTY.add(mug(3), MUG, 5)
        for change in (lambda: cart.add(mug(3), MUG, 5), lambda: cart.with_quantity(0, 6, 5)):
            with pytest.raises(BadForm):
                change()
        with pytest.raises(BadForm):
            cart.with_quantity(0, -1, 5)

    @pytest.mark.parametrize("index", [-1, 1])
    def test_a_line_that_is_not_there_cannot_be_changed(self, index):
        with pytest.raises(BadForm) as wrong:
            EMPTY.add(mug(), MUG, 5).with_quantity(index, 0, 5)
        assert wrong.value.fields == {"line": "unknown"}

    def test_distinct_skus_are_limited_extras_included(self):
        cart = EMPTY.add(mug(1, ("WRAP", "")), MUG, 99)
        for number in range(MOST_SKUS - 2):
            cart = cart.add(*numbered(number), 99)
        assert len({sku for line in cart.lines for sku in line.skus}) == MOST_SKUS
        again = cart.add(mug(1), MUG, 99)  # another line, no new SKU
        assert decode(encode(again)) == again
        with pytest.raises(CartFull):
            cart.add(*numbered(99), 99)

    def test_the_encoded_cart_is_limited_in_bytes(self):
        extra = Extra("E", "Engraving", {}, 100)
        product = Product("P", "P", "/", (Variant("P", {}),), extras=(extra,))
        cart = EMPTY
        lines = [CartLine("P", "P", 1, (("E", "漢" * 99 + str(number)),)) for number in range(5)]
        for line in lines[:4]:  # each takes a little over 9 x 99 bytes
            cart = cart.add(line, product, 9)
        assert len(encode(cart)) <= MOST_BYTES
        with pytest.raises(CartFull):
            cart.add(lines[4], product, 9)

    @pytest.mark.parametrize(
        ("text", "code"),
        [("", "missing"), ("  ", "missing"), ("a\u202eb", "characters"), ("a" * 13, "too-long")],
    )
    def test_a_text_to_engrave_is_checked_against_its_extra(self, text, code):
        with pytest.raises(BadForm) as wrong:
            EMPTY.add(mug(1, ("NAME", text)), MUG, 99)
        assert wrong.value.fields == {"extra.NAME": code}

    @pytest.mark.parametrize(
        "line",
        [mug(sku="MUG-XL"), mug(1, ("RIBBON", "")), CartLine("CUP", "MUG-S", 1)],
        ids=["variant", "extra", "product"],
    )
    def test_what_the_product_does_not_have_is_unknown(self, line):
        with pytest.raises(UnknownProduct):
            EMPTY.add(line, MUG, 99)

    def test_what_is_not_for_sale_is_unknown(self):
        with pytest.raises(UnknownProduct):
            EMPTY.add(mug(), replace(MUG, orderable=False), 99)


class TestCookie:
    def test_it_is_short_and_readable(self):
        cart = Cart(
            BASKET,
            "EUR",
            "pt-BR",
            (
                mug(2, ("NAME", "René & Ada"), ("WRAP", ""), seen=2100),
                CartLine("TEA", "TEA", 12),
            ),
        )
        assert encode(cart) == (
            f"1.{BASKET}.EUR.pt-BR.MUG:MUG-S:2:2100:NAME~Ren%C3%A9%20%26%20Ada:WRAP~|TEA::12:"
        )

    @given(CARTS)
    def test_it_reads_back_as_it_was(self, cart):
        assume(len(encode(cart)) <= MOST_BYTES)
        assert decode(encode(cart)) == cart

    @given(CARTS)
    def test_it_has_only_characters_that_a_cookie_may_have(self, cart):
        # RFC 6265, section 4.1.1, cookie-octet
        assert re.fullmatch(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*", encode(cart))

    @given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
    def test_hostile_text_is_a_bad_request_and_nothing_else(self, text):
        with pytest.raises(BadRequest):
            decode(text)

    @given(CARTS, st.data())
    def test_a_damaged_cookie_is_refused_or_means_exactly_what_it_says(self, cart, data):
        text = encode(cart)
        at = data.draw(st.integers(0, len(text)))
        inserted = data.draw(st.text("|:~.%0aAé\n\0", max_size=3))
        damaged = text[:at] + inserted + text[at + data.draw(st.integers(0, 3)) :]
        try:
            read = decode(damaged)
        except BadRequest:
            return
        assert encode(read) == damaged

    @pytest.mark.parametrize(
        "lines",
        [
            "MUG::0:",
            "MUG::01:",
            "MUG::10000:",
            "MUG::+1:",
            "MUG::١:",
            "MUG::1:007",
            "MUG:MUG:1:",
            "MUG::1",
            "MUG::1:|",
            "|",
            "MUG::1:|MUG::2:",
            "MUG::1::WRAP",
            "MUG::1::WRAP~:WRAP~",
            "MUG::1::WRAP~:NAME~Ada",
            "MUG::1::NAME~%ff",
            "MUG::1::NAME~%ED%A0%80",
            "MUG::1::NAME~%41da",
            "MUG::1::NAME~%c3%a9",
            "MUG::1::NAME~%0A",
            "MUG::1::NAME~%E2%80%AE",
            "MUG::1::NAME~e%CC%81",
            "MUG::1::NAME~%20Ada",
            "MUG::1::NAME~" + "a" * 101,
            ".MUG::1:",
            "M" * 65 + "::1:",
            "|".join(f"P{number}::1:" for number in range(46)),
            "|".join(f"P::1::E~{number}{'a' * 99}" for number in range(10, 50)),
        ],
    )
    def test_lines_that_no_verb_makes_are_refused(self, lines):
        with pytest.raises(BadRequest):
            decode(f"1.{BASKET}.EUR.en.{lines}")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            f"2.{BASKET}.EUR.en.",
            f"1.{BASKET}.EUR.en",
            f"1.{BASKET}.XXX.en.",
            f"1.{BASKET}.eur.en.",
            f"1.{BASKET[1:]}.EUR.en.",
            f"1.{BASKET.upper()}.EUR.en.",
            f"1.{BASKET}.EUR..",
            f"1.{BASKET}.EUR.{'e' * 36}.",
            f"1.{BASKET}.EUR.en.\n",
            f" 1.{BASKET}.EUR.en.",
        ],
    )
    def test_another_version_basket_currency_or_language_is_refused(self, text):
        with pytest.raises(BadRequest):
            decode(text)

    def test_a_refusal_quotes_nothing_of_what_was_engraved(self):
        with pytest.raises(BadRequest) as refused:
            decode(f"1.{BASKET}.EUR.en.MUG::1::NAME~Private%0A")
        assert "Private" not in str(refused.value)

    @given(TEXTS)
    @example("~ ~")
    def test_any_engraving_survives(self, text):
        cart = replace(EMPTY, lines=(mug(1, ("NAME", text)),))
        assert quote(text, safe="") in encode(cart)
        assert decode(encode(cart)) == cart
