"""The merchant publishes while shoppers have old pages and carts open."""

import json
import shutil

import pytest
from tests.e2e.steps import add, order, to_review


@pytest.fixture
def publish(demo, tmp_path):
    """Publishes the catalogue changed by a function on its products; afterwards, as it was."""

    def run(change):
        folder = tmp_path / "publication"
        shutil.copytree(demo.folder / "publication", folder, dirs_exist_ok=True)
        catalogue = folder / "catalogue.jsonl"
        products = [json.loads(line) for line in catalogue.read_text("utf-8").splitlines()]
        lines = [json.dumps(product) + "\n" for product in change(products)]
        catalogue.write_text("".join(lines), "utf-8")
        return demo.told("publish", str(folder))

    yield run
    demo.told("publish")


def without(sku):
    return lambda products: [product for product in products if product["sku"] != sku]


def priced(sku, minor):
    def change(products):
        for product in products:
            if product["sku"] == sku:
                product["variants"][0]["prices"]["EUR"] = minor
        return products

    return change


def test_a_withdrawn_product_is_named_and_leaves_the_cart(demo, shopper, publish):
    add(demo, shopper, "TEST-PLAIN")
    add(demo, shopper, "TEST-LEAVING")
    assert "No longer for sale: TEST-LEAVING." in publish(without("TEST-LEAVING"))
    page = shopper.get("/shop/cart")
    assert "Soon withdrawn is no longer sold" in page.text
    page = shopper.click(page, "Update the cart")
    assert "Soon withdrawn" not in page.text
    assert "Plain test" in page.text


def test_a_withdrawn_product_cannot_be_put_in_the_cart_from_an_old_page(demo, shopper, publish):
    old = shopper.get(demo.url("TEST-LEAVING"))
    publish(without("TEST-LEAVING"))
    page = shopper.click(old, "Add to cart")
    assert (page.status, page.heading) == (410, "This product is no longer sold")


def test_a_changed_price_is_told_in_the_cart_before_anything_is_ordered(demo, shopper, publish):
    add(demo, shopper, "TEST-DEARER")
    publish(priced("TEST-DEARER", 999))
    page = shopper.get("/shop/cart")
    assert "The price of Soon dearer has changed" in page.text
    assert "9.99" in page.text
    page = shopper.click(page, "Update the cart")
    assert "has changed" not in page.text
    hosted = order(shopper, to_review(shopper, page))
    assert "13.89" in hosted.text  # with a letter of 3.90


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (priced("TEST-DEARER", 999), "The price of Soon dearer has changed"),
        (without("TEST-DEARER"), "Soon dearer is no longer sold"),
    ],
)
def test_what_is_sold_on_other_terms_since_the_review_is_shown_anew(
    demo, shopper, publish, change, told
):
    review = to_review(shopper, add(demo, shopper, "TEST-DEARER"))
    publish(change)
    page = order(shopper, review)
    assert told in page.text
    assert "8.00" in review.text


def test_what_was_reviewed_too_long_ago_is_shown_anew(demo, shopper, publish):
    review = to_review(shopper, add(demo, shopper, "TEST-DEARER"))
    publish(priced("TEST-DEARER", 999))
    demo.travel(32 * 60)
    page = order(shopper, review)
    assert "The price of Soon dearer has changed" in page.text


def test_what_was_sold_stays_sold_when_the_shop_is_published_again(demo, shopper, publish):
    left = demo.stock("TEST-PLAIN")
    order(shopper, to_review(shopper, add(demo, shopper, "TEST-PLAIN"), "cheque"))
    publish(lambda products: products)
    assert demo.stock("TEST-PLAIN") == left - 1
