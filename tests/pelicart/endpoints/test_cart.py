from dataclasses import replace

import pytest
from tests.pelicart.shopfront import BOOK, LAMP, MUG, PRODUCTS

from pelicart.cart import CartLine, decode, encode
from pelicart.catalogue import Variant

OCHRE = {"option.Colour": "Ochre", "option.Size": "A5"}


def lines(browser):
    return [(line.sku, line.quantity) for line in decode(browser.cart).lines]


def without(product):
    return tuple(other for other in PRODUCTS if other.sku != product.sku)


def unpublish(front, product):
    front.store._items.pop(f"PRODUCT#{product.sku}")


def test_a_cart_that_is_empty_says_so(ada):
    assert "Your cart is empty." in ada.get("/shop/cart").text


def test_what_is_added_is_shown_with_its_price(ada):
    page = ada.adds("BOOK", quantity="2", **OCHRE, **{"extra.GIFT": "1"})
    assert (page.status, page.url) == (200, "/shop/cart")
    assert "€50.00" in page.text
    assert lines(ada) == [("BOOK-OCHRE-A5", 2)]


def test_adding_answers_with_a_redirect(front, ada):
    ada.adds("MUG")
    event = ada._event("POST", "/shop/cart", "sku=MUG", {})
    assert front.call(event)["statusCode"] == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(front, ada):
    answer = front.call(ada._event("POST", "/shop/cart", "sku=MUG", {}))
    (cookie,) = answer["cookies"]
    assert cookie.startswith("__Secure-cart=")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/shop"} <= {*cookie.split("; ")}


def test_the_same_choice_adds_up_and_another_is_a_line_of_its_own(ada):
    for quantity in ("1", "2"):
        ada.adds("MUG", quantity=quantity)
    ada.adds("BOOK", **OCHRE)
    assert lines(ada) == [("MUG", 3), ("BOOK-OCHRE-A5", 1)]


def test_quantities_are_changed_and_lines_removed(ada):
    ada.adds("MUG")
    page = ada.adds("BOOK", **OCHRE)
    page = ada.submit(page, "update", **{"quantity.0": "5"})
    assert lines(ada) == [("MUG", 5), ("BOOK-OCHRE-A5", 1)]
    page = ada.submit(page, "0")
    assert lines(ada) == [("BOOK-OCHRE-A5", 1)]
    ada.submit(page, "update", **{"quantity.0": "0"})
    assert ada.cart == ""


def test_the_checkout_button_keeps_what_was_typed(ada):
    page = ada.submit(ada.adds("MUG"), "checkout", **{"quantity.0": "4"})
    assert page.kind == "checkout"
    assert lines(ada) == [("MUG", 4)]


def test_a_quantity_above_the_shops_is_cut(ada):
    ada.submit(ada.adds("MUG"), "update", **{"quantity.0": "999"})
    assert lines(ada) == [("MUG", 20)]


def test_adding_more_than_the_shop_sells_at_once_shows_the_cart(ada):
    ada.adds("MUG", quantity="20")
    page = ada.adds("MUG")
    assert (page.status, page.kind) == (422, "cart")
    assert "at most 20" in page.text


def test_a_quantity_forged_in_the_cookie_is_cut(ada):
    ada.adds("MUG")
    cart = decode(ada.cart)
    forged = replace(cart, lines=(replace(cart.lines[0], quantity=9999),))
    ada.cookies["__Secure-cart"] = encode(forged)
    assert ada.get("/shop/cart").form("update").form_values()[1] == ("quantity.0", "20")


@pytest.mark.parametrize("quantity", ["", "-1", "1.5", "1e3", "NaN", "٣", "99999", " 2 3"])
def test_a_quantity_that_is_none_changes_nothing(ada, quantity):
    page = ada.submit(ada.adds("MUG"), "update", **{"quantity.0": quantity})
    assert (page.status, page.kind) == (422, "cart")
    assert lines(ada) == [("MUG", 1)]


@pytest.mark.parametrize(
    "quantity",
    ["-1", "-0", "+1", "1.0", "1,5", "NaN", "inf", "1e9", "1_0", "0x10", "٣", "３", "²", "10000",
     "9" * 400, "1 000", "one", "1;2", "\u200b1\u200b2"],
)  # fmt: skip
def test_no_other_writing_of_a_number_is_a_quantity_wherever_it_is_posted(front, ada, quantity):
    added = ada.adds("LAMP", quantity=quantity)
    assert (added.status, ada.cart) == (422, "")
    ada.adds("MUG", quantity="2")
    changed = ada.submit(ada.get("/shop/cart"), "update", **{"quantity.0": quantity})
    assert (changed.status, lines(ada)) == (422, [("MUG", 2)])


def test_nought_takes_a_line_out_and_the_same_line_twice_is_one(ada):
    ada.adds("MUG", quantity="0")
    ada.adds("MUG", quantity="2")
    assert lines(ada) == [("MUG", 3)]
    ada.submit(ada.get("/shop/cart"), "update", **{"quantity.0": "0"})
    assert ada.cart == ""


def test_a_change_made_in_an_old_tab_is_not_applied(ada):
    old = ada.adds("MUG")
    ada.adds("BOOK", **OCHRE)
    page = ada.submit(old, "0")
    assert "changed in another window" in page.text
    assert len(lines(ada)) == 2


def test_equal_looking_lines_are_told_apart_by_their_engraving(ada):
    old = ada.adds("BOOK", **OCHRE, **{"text.NAME": "Ada"})
    ada.submit(old, "0")
    ada.adds("BOOK", **OCHRE, **{"text.NAME": "Bob"})
    assert "changed in another window" in ada.submit(old, "0").text


@pytest.mark.parametrize("sku", ["NONE", "", "a" * 9000, "../SHOP", "BOOK\n", "4242 4242", "é"])
def test_an_unknown_product_is_told(ada, sku):
    page = ada.adds(sku)
    assert (page.status, page.kind) == (410, "error")


@pytest.mark.parametrize(
    "fields",
    [
        {"option.Colour": "Blue", "option.Size": "A5"},
        {**OCHRE, "extra.NONE": "1"},
        {**OCHRE, "text.NONE": "Ada"},
    ],
)
def test_an_unknown_choice_is_told(ada, fields):
    assert ada.adds("BOOK", **fields).status == 410


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"option.Colour": "Ochre"},
        {**OCHRE, "extra.NAME": "1"},
        {**OCHRE, "text.NAME": "x" * 21},
        {**OCHRE, "text.NAME": "a\u202eb"},
        {**OCHRE, "quantity": "many"},
    ],
)
def test_a_choice_that_can_be_mended_leads_back_to_the_product(ada, fields):
    page = ada.adds("BOOK", **fields)
    assert page.status == 422
    assert page.tree.xpath("//a[@class='shop-button']/@href") == ["/product/book/"]


def test_a_card_number_is_not_engraved(front, ada, caplog):
    front.publish((replace(BOOK, extras=(replace(BOOK.extras[1], text=100),)),))
    page = ada.adds("BOOK", **OCHRE, **{"text.NAME": "4242 4242 4242 4242"})
    assert page.status == 422
    assert not ada.cart
    assert "4242" not in caplog.text + page.answer["body"]


def test_a_full_cart_says_so_and_keeps_what_it_has(front, ada):
    skus = [f"P{n}" for n in range(46)]
    front.publish(tuple(replace(MUG, sku=s, variants=(Variant(s, {"EUR": 1}),)) for s in skus))
    for sku in skus[:45]:
        ada.adds(sku)
    page = ada.adds(skus[45])
    assert (page.status, len(lines(ada))) == (422, 45)
    assert "Your cart is full" in page.text


def test_a_full_cart_is_read_in_few_round_trips(front, ada):
    skus = [f"P{n}" for n in range(45)]
    front.publish(tuple(replace(MUG, sku=s, variants=(Variant(s, {"EUR": 1}),)) for s in skus))
    for sku in skus:
        ada.adds(sku)
    before = front.wired.store.reads
    front.wired.shelf(decode(ada.cart))
    assert front.wired.store.reads == before + 1


def test_a_price_that_changed_is_told_once(front, ada):
    ada.adds("MUG")
    front.publish((replace(MUG, variants=(Variant("MUG", {"EUR": 1200}),)),))
    page = ada.get("/shop/cart")
    assert "it was €10.00, it is now €12.00" in page.text
    assert "it was" not in ada.submit(page, "update").text


def test_a_withdrawn_product_leaves_the_cart_with_a_word(front, ada):
    ada.adds("MUG")
    ada.adds("LAMP")
    unpublish(front, LAMP)
    page = ada.get("/shop/cart")
    assert "LAMP is no longer sold" in page.text
    ada.submit(page, "update")
    assert lines(ada) == [("MUG", 1)]


def test_a_product_that_is_not_for_sale_any_more_is_named(front, ada):
    ada.adds("MUG")
    front.publish((replace(MUG, orderable=False),))
    assert "Mug is no longer sold" in ada.get("/shop/cart").text


def test_a_product_without_a_price_in_the_carts_currency_leaves_it(front, ada):
    ada.adds("MUG", currency="USD")
    front.publish((replace(MUG, variants=(Variant("MUG", {"EUR": 1000}),)),))
    assert "Mug is no longer sold" in ada.get("/shop/cart").text


def test_a_currency_that_the_shop_gave_up_does_not_trap_the_shopper(front, ada):
    ada.adds("MUG", currency="USD")
    front.publish(currencies=["EUR"], shipping=[])
    assert "€10.00" in ada.get("/shop/cart").text
    ada.adds("MUG")
    assert decode(ada.cart).currency == "EUR"
    assert lines(ada) == [("MUG", 2)]


def test_only_what_is_left_is_kept_in_the_cart(front, ada):
    ada.adds("BOOK", quantity="5", **OCHRE)
    page = ada.get("/shop/cart")
    assert "Linen notebook: only 4 are left" in page.text
    ada.submit(page, "update")
    assert lines(ada) == [("BOOK-OCHRE-A5", 4)]
    front.restock("BOOK-OCHRE", 0)
    assert "Linen notebook is sold out" in ada.get("/shop/cart").text


def test_variants_that_share_a_counter_share_what_is_left(ada):
    ada.adds("BOOK", quantity="3", **OCHRE)
    ada.adds("BOOK", quantity="3", **{**OCHRE, "option.Size": "A6"})
    assert "Linen notebook: only 1 is left" in ada.get("/shop/cart").text


@pytest.mark.parametrize("language", ["live", "xx", "de", "a" * 35, "_", "-"])
def test_a_language_that_the_shop_has_not_is_its_first(ada, language):
    ada.adds("MUG")
    ada.cookies["__Secure-cart"] = ada.cart.replace(".en.", f".{language}.")
    page = ada.get("/shop/cart")
    assert (page.status, page.kind) == (200, "cart")
    assert "€10.00" in page.text


@pytest.mark.parametrize("language", ["live", "x" * 3000, "en\nde", "é", ""])
def test_a_language_may_be_asked_for_but_never_trusted(front, ada, language):
    assert ada.adds("MUG", lang=language).status == 200
    assert ada.get(f"/shop/cart?lang={language.strip()}").status == 200
    assert {"", "en"} >= front.wired._shops.keys()


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "1",
        "x" * 5000,
        "1.a.EUR.en.",
        "2.aaaaaaaaaaaaaaaaaaaaaaaaaa.EUR.en.MUG::1:",
        "1.aaaaaaaaaaaaaaaaaaaaaaaaaa.XXX.en.MUG::1:",
        "1.aaaaaaaaaaaaaaaaaaaaaaaaaa.EUR.en.MUG::0:",
        "1.aaaaaaaaaaaaaaaaaaaaaaaaaa.EUR.en.MUG::-1:",
        "1.aaaaaaaaaaaaaaaaaaaaaaaaaa.EUR.en.<script>",
        "1.aaaaaaaaaaaaaaaaaaaaaaaaaa.EUR.en.MUG::1:|MUG::1:",
        "\x00\xff",
    ],
)
def test_a_cookie_that_is_no_cart_is_an_empty_cart(ada, cookie):
    ada.cookies["__Secure-cart"] = cookie
    page = ada.get("/shop/cart")
    assert (page.status, "Your cart is empty." in page.text) == (200, True)


def test_an_extra_that_the_product_has_no_more_leaves_with_its_line(front, ada):
    ada.adds("BOOK", **OCHRE, **{"extra.GIFT": "1"})
    front.publish((replace(BOOK, extras=()),))
    assert "Linen notebook is no longer sold" in ada.get("/shop/cart").text


def test_a_line_forged_from_two_products_is_not_sold(ada):
    ada.adds("MUG")
    forged = replace(decode(ada.cart), lines=(CartLine("MUG", "LAMP", 1),))
    ada.cookies["__Secure-cart"] = encode(forged)
    assert "Mug is no longer sold" in ada.get("/shop/cart").text


@pytest.mark.parametrize("problem", ["<script>", "cart-full", "anything"])
def test_an_address_makes_no_other_words_appear(ada, problem):
    page = ada.get(f"/shop/cart?problem={problem}")
    assert not page.tree.xpath("//*[contains(@class, 'shop-notice')]")
