import base64
import time
from dataclasses import replace

import pytest
from tests.pelicart.shopfront import MUG, PRODUCTS, Shopfront, secret

from pelicart.cart import Cart, CartLine
from pelicart.cart.shelf import Shelf
from pelicart.clock import clock
from pelicart.errors import Misconfigured, NotFound
from pelicart.payments import MODULES, built
from pelicart.payments.manual import Manual
from pelicart.writes import Write

OCHRE = CartLine("BOOK", "BOOK-OCHRE-A5", 1)


@pytest.fixture
def shop():
    return Shopfront()


def cart(*lines):
    return Cart("a" * 26, "EUR", "en", lines)


def wired(shop, **environment):
    return replace(shop.wired, environment={**shop.environment, **environment})


def test_a_shelf_has_products_stock_and_no_order_yet(shop):
    shelf = shop.wired.shelf(cart(CartLine("MUG", "MUG", 1), CartLine("LAMP", "LAMP", 1)))
    assert shelf.products.keys() == {"MUG", "LAMP"}
    assert (shelf.stock, shelf.order) == ({"LAMP": 1}, None)
    assert shop.wired.store.reads == 1


def test_a_counter_that_variants_share_is_found_under_its_own_name(shop):
    assert shop.wired.shelf(cart(OCHRE)).stock == {"BOOK-OCHRE": 4}


def test_an_empty_cart_has_an_empty_shelf(shop):
    assert shop.wired.shelf(cart()) == Shelf({}, {})


def test_an_open_orders_own_units_count_as_there(front, ada):
    ada.adds("LAMP")
    ada.orders()
    basket = ada.cart.split(".")[1]
    own = replace(cart(CartLine("LAMP", "LAMP", 1)), basket=basket)
    assert front.wired.shelf(own).stock == {"LAMP": 1}
    assert front.wired.shelf(cart(CartLine("LAMP", "LAMP", 1))).stock == {"LAMP": 0}
    front.store.write(Write(f"ORDER#{front.order.id}", set={"state": "paid"}))
    assert front.wired.shelf(own).stock == {"LAMP": 0}


def test_more_keys_than_one_read_takes_are_read_in_several(shop):
    keys = [f"PRODUCT#{n}" for n in range(250)]
    assert shop.wired.read([*keys, "PRODUCT#MUG", *keys]).keys() == {"PRODUCT#MUG"}
    assert shop.wired.store.reads == 3


def test_settings_are_read_again_after_a_minute_and_not_before(shop):
    assert shop.wired.published("en").shop.quantity == 20
    Shopfront(store=shop.store).publish(quantity=7)
    assert shop.wired.published("en").shop.quantity == 20
    shop.moment += 60
    assert shop.wired.published("en").shop.quantity == 7


def test_a_clock_that_was_set_back_does_not_keep_settings_for_long(shop):
    shop.wired.published("en")
    Shopfront(store=shop.store).publish(quantity=7)
    shop.moment -= 1
    assert shop.wired.published("en").shop.quantity == 7


def test_prices_are_never_kept(shop):
    line = cart(CartLine("MUG", "MUG", 1))
    shop.wired.shelf(line)
    Shopfront(store=shop.store).publish((replace(MUG, name="Cup"),))
    assert shop.wired.shelf(line).products["MUG"].name == "Cup"


def test_an_unknown_language_is_the_first_and_kept_under_no_name_of_its_own(shop):
    for language in ("xx", "live", "x" * 5000, "#"):
        assert shop.wired.published(language).text.language == "en"
    assert shop.wired._shops.keys() == {"en"}


def test_an_unknown_language_costs_no_read_once_the_shops_are_known(shop):
    shop.wired.published("en")
    before = shop.wired.store.reads
    for language in ("", "xx", "fr", "x" * 5000):
        shop.wired.published(language)
    assert shop.wired.store.reads == before


def test_a_module_that_there_is_not_is_looked_for_once_a_minute(shop):
    for expected in (1, 1, 2):
        with pytest.raises(NotFound):
            shop.wired.module("acme")
        with pytest.raises(NotFound):
            shop.wired.module("os")
        assert shop.wired.store.reads == expected
        shop.moment += 30


def test_nothing_published_is_a_matter_for_the_operator(shop):
    shop.store._items.pop("SHOP")
    with pytest.raises(Misconfigured):
        shop.wired.published("en")


def test_a_language_without_its_page_is_a_matter_for_the_operator(shop):
    shop.publish(languages=["en", "fr"])
    with pytest.raises(Misconfigured):
        shop.wired.published("fr")


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("PELICART_KEYS", lambda wiring: wiring.keys),
        ("PELICART_BASKET_KEY", lambda wiring: wiring.order_id("a")),
        ("PELICART_ORIGIN", lambda wiring: wiring.origin),
    ],
)
def test_a_missing_setting_is_named(shop, name, needed):
    lacking = wired(shop, **{name: ""})
    with pytest.raises(Misconfigured, match=name):
        needed(lacking)


@pytest.mark.parametrize("key", ["a2V5", "é", "!!!!", "k1"])
def test_a_key_that_is_too_short_is_refused(shop, key):
    with pytest.raises(Misconfigured):
        wired(shop, PELICART_BASKET_KEY=key).order_id("a")
    with pytest.raises(Misconfigured):
        _ = wired(shop, PELICART_KEYS=f"k1:{key}").keys


def test_keys_may_be_written_without_padding(shop):
    bare = base64.urlsafe_b64encode(b"n" * 32).decode().rstrip("=")
    keys = wired(shop, PELICART_KEYS=f" new:{bare} , k1:{secret('a')}").keys
    assert keys.verify("order", shop.wired.keys.sign("order", "ID", 0), 0)["sub"] == "ID"
    assert list(keys.keys) == ["new", "k1"]


def test_secrets_do_not_show(shop):
    assert secret("a") not in repr(shop.wired)


def test_a_basket_id_is_random_and_fits_its_cookie(shop):
    first, second = shop.wired.basket(), shop.wired.basket()
    assert first != second
    assert len(first) == 26
    assert first.islower()


def test_where_the_provider_sends_people_is_the_same_for_the_same_order(shop):
    before = shop.wired.urls("ID", shop.moment, "stripe")
    shop.moment += 600
    after = shop.wired.urls("ID", shop.moment - 600, "stripe")
    assert before == after
    assert before.done.startswith("https://shop.example/shop/return/stripe?order=")
    assert before.notice == "https://shop.example/shop/notice/stripe"


def test_payment_modules_are_built_once_by_name(shop):
    assert shop.wired.module("stripe") is shop.wired.module("stripe")
    assert isinstance(built(MODULES["manual"], {}), Manual)
    with pytest.raises(NotFound):
        shop.wired.module("os")
    with pytest.raises(Misconfigured):
        built("os:Acme", {})


def test_only_products_of_the_catalogue_are_published(shop):
    assert {key for key in shop.store.snapshot() if key.startswith("PRODUCT#")} == {
        f"PRODUCT#{product.sku}" for product in PRODUCTS
    }


def test_the_clock_can_be_moved_beside_a_table_on_this_machine_alone(tmp_path):
    moved = tmp_path / "clock"
    moved.write_text("86400")
    local = {"PELICART_CLOCK": str(moved), "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:8001"}
    assert clock(local)() - time.time() > 86_000
    for other in ("", "https://dynamodb.eu-west-3.amazonaws.com", "http://127.0.0.1.evil.example"):
        assert abs(clock({**local, "AWS_ENDPOINT_URL_DYNAMODB": other})() - time.time()) < 9
    moved.unlink()
    assert abs(clock(local)() - time.time()) < 9
