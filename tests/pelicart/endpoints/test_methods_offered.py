"""Several methods at once, from the checkout's form to the order: limits, fees and addresses."""

import pytest
from tests.pelicart.shopfront import ADA, SHOP

METHODS = {
    "card": {"module": "stripe"},
    "cheque": {"days": 14, "fee": {"EUR": "-2.00", "USD": "0"}},
    "cash": {"deliveries": "pickup", "fee": {"EUR": "1.50", "USD": "0"}},
    "paypal": {"countries": ["DE"], "fee": "2 %", "label": "Pal"},
    "monetico": {},
}
HOME = {
    "name": "Home",
    "to": ["FR", "DE"],
    "rates": [
        {"name": "Parcel", "price": {"EUR": "5.00", "USD": "6.00"}},
        {"name": "Collect", "pickup": True},
    ],
}


@pytest.fixture
def mug(front, ada):
    front.publish(methods=METHODS, shipping=[HOME])
    ada.adds("MUG", quantity="2")
    return ada


def offered(page):
    return page.tree.xpath("//input[@name='method']/@value")


def wrong(page):
    return page.tree.xpath("//*[@id='error-method']")[0].text_content()


def test_the_form_shows_what_may_pay_in_the_merchants_order_with_its_price(mug):
    form = mug.get("/shop/checkout")
    assert offered(form) == ["card", "cheque", "cash", "monetico"]
    assert form.tree.xpath("//*[@id='methods']//span/text()") == ["€2.00 off", "€1.50 extra"]
    assert "Cash on pickup" in form.text


def test_another_country_brings_other_methods(mug):
    form = mug.submit(mug.get("/shop/checkout"), button="refresh", country="DE")
    assert offered(form) == ["card", "cheque", "cash", "paypal", "monetico"]
    assert "Pal" in form.text
    assert "2% extra" in form.text


def test_a_fee_is_shown_ordered_and_asked_for(front, mug):
    review = mug.reviews(country="DE", postcode="10115", method="paypal", delivery="parcel")
    assert "Fee for this way to pay €0.50" in review.text
    assert "Order and pay €25.50" in review.text
    mug.submit(review)
    quote = front.order.quote
    assert (front.order.total, quote.fee.method, quote.fee.amount) == (2550, "paypal", 50)
    assert front.provider.words.fee == "Fee for this way to pay"
    page = mug.get(mug.returns(back=True).url)
    assert "Fee for this way to pay €0.50" in page.text


def test_a_discount_is_shown_and_taken_off(front, mug):
    review = mug.reviews(method="cheque")
    assert "Discount for this way to pay -€2.00" in review.text
    assert "of which tax 20% €3.83" in review.text
    mug.submit(review)
    assert (front.order.total, front.order.quote.fee.amount) == (2300, -200)


def test_another_method_is_another_price_and_another_order(front, mug):
    mug.orders(method="card")
    mug.orders(method="cheque")
    assert {order.method: order.total for order in front.orders()} == {"card": 2500, "cheque": 2300}
    assert front.provider.open == []


def test_cash_on_pickup_does_not_go_with_a_parcel(mug):
    page = mug.reviews(method="cash", delivery="parcel")
    assert (page.status, page.kind) == (422, "checkout")
    assert "does not go with this delivery" in wrong(page)
    assert mug.reviews(method="cash", delivery="collect").kind == "review"


def test_a_method_of_another_country_is_told(mug):
    page = mug.reviews(method="paypal")
    assert page.status == 422
    assert "not offered in this country" in wrong(page)
    assert "paypal" not in offered(page)


def test_when_nothing_suits_the_form_says_so(front, ada):
    front.publish(methods={"card": {"most": "1.00 EUR"}})
    ada.adds("MUG")
    assert "None of our ways to pay suits this order" in ada.get("/shop/checkout").text
    page = ada.reviews()
    assert (page.status, offered(page)) == (422, [])
    assert page.text.count("None of our ways to pay suits this order") == 2  # summary and place


def test_what_the_shopper_was_shown_is_ordered_though_the_fee_has_changed(front, mug):
    review = mug.reviews(method="cheque")
    front.publish(methods={**METHODS, "cheque": {"days": 14}}, shipping=[HOME])
    mug.submit(review)
    assert front.order.total == 2300


def test_a_discount_down_to_nothing_leaves_nothing_to_pay(front, ada):
    front.publish(methods={"cheque": {"fee": "-100 %"}}, shipping=[HOME])
    ada.adds("MUG")
    review = ada.reviews(method="cheque", delivery="collect")
    assert "nothing to pay" in review.text
    assert ada.submit(review).state == "paid"
    assert (front.order.method, front.order.total, front.order.quote.total) == ("free", 0, 0)


WITHOUT_ADDRESS = {**ADA, "line1": "", "city": "", "postcode": ""}


class TestAddressOfFiles:
    @pytest.fixture
    def font(self, front, ada):
        front.publish(methods={"card": {}, "monetico": {}}, currencies=["EUR"], shipping=[])
        ada.adds("FONT")
        return ada

    def test_it_is_asked_for_once_a_method_needs_it(self, front, font):
        form = font.get("/shop/checkout")
        assert not form.tree.xpath("//input[@name='line1']")
        asked = font.submit(form, **{**WITHOUT_ADDRESS, "method": "monetico"})
        assert (asked.status, asked.kind) == (422, "checkout")
        assert not asked.tree.xpath("//input[@name='line1']/@required")
        review = font.submit(asked, **{**ADA, "method": "monetico"})
        assert review.kind == "review"
        font.submit(review)
        assert (front.order.module, front.order.person["city"]) == ("monetico", "Paris")
        assert front.order.quote.postcode == ""

    def test_another_method_then_does_without(self, font):
        asked = font.submit(font.get("/shop/checkout"), **{**WITHOUT_ADDRESS, "method": "monetico"})
        review = font.submit(asked, method="card")
        assert review.kind == "review"
        assert not review.tree.xpath("//input[@name='line1']")


def test_a_shop_that_says_nothing_of_limits_offers_every_method(front, ada):
    ada.adds("MUG")
    assert offered(ada.get("/shop/checkout")) == list(SHOP["methods"])
