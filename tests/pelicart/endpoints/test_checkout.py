from dataclasses import replace
from urllib.parse import urlencode

import pytest
from lxml import html
from tests.pelicart.shopfront import ADA, BOOK, LAMP, MUG, Browser

from pelicart.catalogue import Variant
from pelicart.errors import TableDown
from pelicart.tokens import Keyring

HALF_AN_HOUR = 30 * 60 + 61
OCHRE = {"option.Colour": "Ochre", "option.Size": "A5"}


def typed(page):
    return dict(page.form().form_values())


def errors(page):
    """Fields that the page says something of; a radio button can't be marked by itself."""
    told = page.tree.xpath("//p[@class='shop-field-error']/@id")
    return {one.removeprefix("error-") for one in told}


@pytest.fixture
def mug(ada):
    ada.adds("MUG", quantity="2")
    return ada


def test_a_shopper_buys_by_card(front, mug):
    review = mug.reviews()
    assert "€25.00" in review.text
    handed_off = mug.submit(review)
    assert (handed_off.status, handed_off.location) == (303, "https://pay.example/session-1")
    front.provider.takes("session-1", 2500)
    page = mug.returns()
    assert page.state == "paid"
    assert (front.order.state, front.order.total, mug.cart) == ("paid", 2500, "")


def test_a_shopper_buys_by_cheque(front, mug):
    page = mug.orders(method="cheque")
    assert page.state == "awaiting"
    assert front.order.number in page.text
    assert (front.order.state, mug.cart) == ("awaiting", "")


def test_nothing_to_pay_is_ordered_in_one_transaction(front, ada):
    ada.adds("LEAFLET")
    review = ada.reviews()
    assert "nothing to pay" in review.text
    page = ada.submit(review)
    assert page.state == "paid"
    assert (front.order.method, front.order.captured, ada.cart) == ("free", 0, "")
    assert front.provider.calls == {}


def test_files_alone_ask_no_address(front, ada):
    ada.adds("FONT")
    page = ada.get("/shop/checkout")
    assert not {"line1", "postcode", "delivery"} & typed(page).keys()
    assert ada.orders().location.startswith("https://pay.example/")
    assert front.order.person == {
        "name": "Ada Example",
        "email": "ada@customer.example",
        "country": "FR",
    }


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "", "city": " "}, {"name", "city"}),
        ({"email": "nobody"}, {"email"}),
        ({"country": "CH"}, {"country"}),
        ({"postcode": ""}, {"postcode"}),
        ({"method": "gold"}, {"method"}),
        ({"delivery": "pigeon"}, {"delivery"}),
        ({"line2": "4242424242424242"}, {"line2"}),
        ({"note": "x" * 301}, {"note"}),
    ],
)
def test_a_form_with_a_fault_keeps_every_field_as_typed(front, mug, fields, wrong):
    filled = {**ADA, "note": 'Ring "twice" & <wait>', "method": "cheque", **fields}
    page = mug.submit(mug.get("/shop/checkout"), **filled)
    assert (page.status, page.url, errors(page)) == (422, "/shop/checkout", wrong)
    told = {**filled, "country": "" if "country" in wrong else "FR"}
    kept = typed(page)
    assert {name: kept[name] for name in ADA} == {name: told[name] for name in ADA}
    assert not front.orders()


def test_a_form_with_a_method_and_a_delivery_keeps_them(mug):
    page = mug.submit(
        mug.get("/shop/checkout"), **{**ADA, "name": "", "method": "cheque", "delivery": "express"}
    )
    assert (typed(page)["method"], typed(page)["delivery"]) == ("cheque", "express")


def test_the_address_travels_on_in_the_body(front, mug):
    fields = {**ADA, "method": "cheque", "delivery": "parcel"}
    answer = front.call(mug._event("POST", "/shop/checkout", urlencode(fields), {}))
    assert (answer["statusCode"], answer["headers"]["location"]) == (307, "/shop/checkout/cheque")
    assert answer["cookies"] == []


def test_another_country_brings_other_ways_of_delivery(mug):
    page = mug.submit(mug.get("/shop/checkout"), "refresh", **{**ADA, "country": "AE"})
    assert (page.status, "Air" in page.text, "Parcel" in page.text) == (200, True, False)


def test_spaces_around_a_country_and_postcode_do_no_harm(front, mug):
    assert mug.orders(country=" FR\u200b", postcode=" 75001 ").status == 303
    assert front.order.person["postcode"] == "75001"


def test_the_address_can_be_changed_from_the_review(mug):
    page = mug.submit(mug.reviews(note="Ring twice"), "edit")
    assert (page.kind, typed(page)["note"], typed(page)["city"]) == (
        "checkout",
        "Ring twice",
        "Paris",
    )


def test_an_amount_below_the_providers_is_not_offered_by_card(front, mug):
    front.provider.smallest = 10_000
    page = mug.reviews()
    assert (page.status, errors(page)) == (422, {"method"})


@pytest.mark.parametrize("path", ["", "/card", "/cheque", "/free"])
def test_without_a_cart_the_checkout_leads_to_the_cart(ada, path):
    for page in (ada.get(f"/shop/checkout{path}"), ada.post(f"/shop/checkout{path}", ADA)):
        assert (page.status, page.url) == (200, "/shop/cart?problem=empty-cart")


def test_a_changed_cart_is_shown_before_anything_is_ordered(front, mug):
    front.publish((replace(MUG, variants=(Variant("MUG", {"EUR": 1200}),)),))
    assert mug.get("/shop/checkout").kind == "cart"


def test_a_double_click_is_one_order_with_one_session(front, mug):
    review = mug.reviews()
    assert mug.submit(review).location == mug.submit(review).location
    assert len(front.orders()) == len(front.provider.payments) == 1


def test_two_tabs_of_one_cart_are_one_order(front, mug):
    first, second = mug.reviews(), mug.reviews()
    assert mug.submit(first).location == mug.submit(second).location
    assert len(front.orders()) == 1


def test_the_back_button_and_a_reload_find_the_same_order(front, mug):
    mug.submit(mug.reviews())
    assert mug.submit(mug.reviews()).location == "https://pay.example/session-1"
    assert len(front.orders()) == 1


def test_two_tabs_with_other_addresses_never_make_two_payable_orders(front, mug):
    first, second = mug.reviews(), mug.reviews(city="Lyon")
    mug.submit(first)
    again = mug.submit(second)
    assert (again.status, again.kind) == (409, "review")
    assert "Something has changed" in again.text
    assert front.provider.open == []
    mug.submit(again)
    assert sorted(order.state for order in front.orders()) == ["expired", "pending"]
    assert len(front.provider.open) == 1


def test_a_cart_changed_after_the_order_closes_that_order_first(front, mug):
    mug.orders()
    basket = mug.cart.split(".")[1]
    mug.adds("BOOK", **OCHRE)
    review = mug.reviews()
    assert front.provider.open == []
    assert mug.cart.split(".")[1] != basket
    assert mug.submit(review).location == "https://pay.example/session-2"
    assert sorted(order.state for order in front.orders()) == ["expired", "pending"]


def test_a_cart_changed_after_the_order_waits_while_the_provider_is_down(front, mug):
    mug.orders()
    mug.adds("BOOK", **OCHRE)
    front.provider.down = 1
    page = mug.reviews()
    assert (page.status, page.kind) == (503, "error")
    assert [order.state for order in front.orders()] == ["pending"]
    assert front.provider.open == ["session-1"]


def test_a_cart_changed_after_the_order_was_paid_is_a_new_purchase(front, mug):
    mug.orders()
    front.provider.takes("session-1", 2500)
    mug.adds("BOOK", **OCHRE)
    assert mug.reviews().state == "paid"
    assert "MUG" not in mug.cart
    assert mug.submit(mug.reviews()).status == 303
    assert [order.state for order in front.orders()].count("paid") == 1
    assert [order.total for order in front.orders() if order.state == "pending"] == [2700]


def test_ordering_again_what_was_just_paid_leads_to_the_order(front, mug):
    review = mug.reviews()
    mug.submit(review)
    front.provider.takes("session-1", 2500)
    assert mug.submit(review).state == "paid"
    assert len(front.orders()) == 1


def test_a_button_of_a_closed_order_pressed_late_shows_that_order(front, mug):
    old = mug.reviews()
    mug.submit(old)
    mug.adds("BOOK", **OCHRE)
    mug.reviews()
    assert mug.submit(old).state == "expired"
    assert front.provider.open == []


def test_sold_out_at_the_last_moment_writes_nothing(front, ada):
    ada.adds("LAMP")
    review = ada.reviews()
    front.restock("LAMP", 0)
    before = front.store.snapshot()
    page = ada.submit(review)
    assert (page.status, page.kind) == (409, "error")
    assert page.tree.xpath("//li/text()") == ["Lamp"]
    assert front.store.snapshot() == before
    assert front.provider.calls == {}


def test_the_last_one_goes_to_one_of_two_shoppers(front):
    ada, bob = Browser(front), Browser(front)
    for browser in (ada, bob):
        browser.adds("LAMP")
    first, second = ada.reviews(), bob.reviews(name="Bob")
    assert ada.submit(first).status == 303
    assert bob.submit(second).status == 409
    assert (len(front.orders()), front.stock("LAMP")) == (1, 0)


def test_an_orders_own_units_do_not_stand_in_its_way(front, ada):
    ada.adds("LAMP")
    ada.orders()
    assert front.stock("LAMP") == 0
    assert ada.submit(ada.reviews(city="Lyon")).status == 303
    assert front.stock("LAMP") == 0


def test_units_of_a_paid_order_are_nobodys_any_more(front, ada):
    ada.adds("LAMP")
    ada.orders()
    front.provider.takes("session-1", 9500)
    front.reconcile()
    front.moment += 600
    front.reconcile()
    assert "Lamp is sold out" in ada.get("/shop/cart").text


def test_a_quote_that_is_too_old_is_shown_afresh(front, mug):
    review = mug.reviews()
    front.moment += HALF_AN_HOUR
    again = mug.submit(review)
    assert (again.status, again.kind) == (410, "review")
    assert not front.orders()
    assert mug.submit(again).status == 303


def test_a_quote_that_is_too_old_shows_what_is_true_now(front, mug):
    review = mug.reviews()
    front.moment += HALF_AN_HOUR
    front.publish((replace(MUG, variants=(Variant("MUG", {"EUR": 1200}),)),))
    assert "€10.00, it is now €12.00" in mug.submit(review).text


def test_without_its_cookie_a_fresh_page_still_orders_and_an_old_one_does_not(front, mug):
    review = mug.reviews()
    mug.cookies.clear()
    assert mug.submit(review).status == 303
    front.moment += HALF_AN_HOUR
    assert mug.submit(review).url == "/shop/cart?problem=empty-cart"


def test_a_late_try_for_a_session_that_was_never_opened_asks_again(front, mug):
    front.provider.lost = 1
    page = mug.orders()
    assert (page.status, page.kind) == (503, "review")
    front.moment += 6 * 60
    front.provider.refusing = True
    again = mug.submit(page)
    assert (again.status, again.kind) == (410, "review")
    front.provider.refusing = False
    assert mug.submit(again).status == 303
    assert sorted(order.state for order in front.orders()) == ["expired", "pending"]


def test_a_provider_that_is_down_costs_a_second_click(front, mug):
    front.provider.down = 1
    page = mug.orders()
    assert (page.status, "does not answer" in page.text) == (503, True)
    assert mug.submit(page).location == "https://pay.example/session-1"
    assert (len(front.orders()), front.order.attempt) == (1, 2)


def test_an_answer_that_got_lost_leaves_one_session_that_anybody_knows(front, mug):
    front.provider.lost = 1
    page = mug.orders()
    assert mug.submit(page).location == "https://pay.example/session-2"
    assert (len(front.orders()), front.order.session) == (1, "session-2")


def test_a_provider_that_refuses_gives_the_goods_back(front, ada):
    ada.adds("LAMP")
    front.provider.refusing = True
    page = ada.orders()
    assert (page.status, page.kind) == (503, "error")
    assert (front.order.state, front.stock("LAMP")) == ("expired", 1)
    front.provider.refusing = False
    assert ada.orders(method="cheque").status == 200


def test_a_crash_between_the_session_and_its_storing_finds_the_session_again(front, mug):
    review, writes = mug.reviews(), []

    def crash():
        writes.append(1)
        if len(writes) == 2:
            raise TableDown

    front.breaking = crash
    page = mug.submit(review)
    assert (page.status, front.order.state, front.order.session) == (503, "new", "")
    assert mug.submit(review).location == "https://pay.example/session-1"
    assert len(front.provider.payments) == 1


def test_a_table_that_is_down_is_told_and_nothing_is_asked_of_the_provider(front, mug):
    review = mug.reviews()

    def down():
        raise TableDown

    front.breaking = down
    page = mug.submit(review)
    assert (page.status, page.kind) == (503, "error")
    assert front.provider.calls == {}


def test_a_method_no_longer_offered_keeps_the_form(front, mug):
    review = mug.reviews(method="cheque", note="Ring twice")
    front.publish(methods={"card": {"module": "stripe"}})
    page = mug.submit(review)
    assert (page.status, page.kind) == (422, "checkout")
    assert typed(page)["note"] == "Ring twice"
    assert not front.orders()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Eve"},
        {"city": "Lyon"},
        {"line2": "elsewhere"},
        {"method": "cheque"},
        {"country": "DE"},
        {"note": "cheaper please"},
    ],
)
def test_what_was_not_shown_is_not_ordered(front, mug, change):
    page = mug.submit(mug.reviews(), **change)
    assert (page.status, page.kind) == (409, "review")
    assert not front.orders()


def test_lines_of_another_quote_are_not_ordered(front, mug):
    cheap = Browser(front)
    cheap.adds("LEAFLET")
    lines = dict(cheap.reviews().form().form_values())["lines"]
    assert mug.submit(mug.reviews(), lines=lines).status == 409
    assert not front.orders()


@pytest.mark.parametrize("lines", ["", "x", "eJwDAAAAAAE=", "[]", "é" * 100])
def test_lines_that_are_none_are_refused(front, mug, lines):
    assert mug.submit(mug.reviews(), lines=lines).status in {400, 409}
    assert not front.orders()


def foreign_tokens(front):
    own = front.wired.keys
    other = Keyring({"k1": b"z" * 32})
    return {
        "empty": "",
        "no token": "a.b.c",
        "another shop's": other.sign("quote", "ID", front.moment),
        "an order's": own.sign("order", "ID", front.moment),
        "a return's": own.sign("return", "ID", front.moment),
        "the future's": own.sign("quote", "ID", front.moment + 600),
        "huge": "a" * 20_000,
    }


def test_a_forged_quote_is_refused_before_the_table_is_read(front, mug):
    review = mug.reviews()
    for what, token in foreign_tokens(front).items():
        before = front.wired.store.reads
        page = mug.submit(review, quote=token)
        assert (page.status, page.kind) == (400, "error"), what
        assert front.wired.store.reads == before, what
    assert not front.orders()


def long_named(sku):
    return replace(
        MUG,
        sku=sku,
        name=f"{'漢字' * 60} {sku}",
        url=f"/product/{sku}/",
        image=f"/images/{sku}.webp",
        variants=(Variant(sku, {"EUR": 100}, stock_key=sku),),
        stock={sku: 9},
    )


def test_a_full_cart_with_long_names_can_be_ordered(front, ada):
    skus = [f"PRODUCT-WITH-A-LONG-NAME-{n:02}" for n in range(45)]
    front.publish(tuple(map(long_named, skus)))
    for sku in skus:
        ada.adds(sku)
    assert ada.orders(note="ü" * 300).status == 303
    assert len(front.order.holds) == 45


def test_an_order_of_many_units_too_dear_for_any_provider_is_told(front, ada):
    front.publish((replace(LAMP, stock={}, variants=(Variant("LAMP", {"EUR": 99_999_999}),)),))
    ada.adds("LAMP", quantity="2")
    page = ada.reviews()
    assert (page.status, page.kind) == (422, "error")


def test_a_form_to_post_is_handed_on_with_a_button(front, mug):
    front.provider.forms = True
    page = mug.orders()
    form = page.form()
    assert form.get("action") == "https://pay.example/form"
    assert form.form_values() == [("session", "session-1")]
    assert form.xpath(".//button")
    assert mug.get(form.get("data-order")).state == "pending"


def test_the_payment_page_may_be_reached_by_a_form_of_ours(front, mug):
    answer = front.call(mug._event("GET", "/shop/checkout", "", {}))
    policy = answer["headers"]["content-security-policy"]
    assert "form-action 'self' https://pay.example;" in policy


def test_names_and_addresses_are_text_wherever_they_stand(front, ada):
    nasty = '"><script>alert(1)</script>{{ 7*7 }}<img src=x onerror=y>'
    front.publish((replace(BOOK, name=nasty),), name=nasty)
    ada.adds("BOOK", **OCHRE, **{"text.NAME": "<b>&'\"{{7*7}}"})
    person = {"name": nasty, "note": nasty, "line1": nasty, "city": "<i>"}
    pages = [
        ada.get("/shop/cart"),
        ada.submit(ada.get("/shop/checkout"), **{**ADA, **person, "email": "no"}),
        review := ada.reviews(**person),
        ada.submit(ada.submit(review, "edit")),
        ada.orders(**{**person, "method": "cheque"}),
    ]
    for page in pages:
        tree = html.document_fromstring(page.answer["body"])
        assert not tree.xpath("//script | //img | //i | //b | //@onerror"), page.url
        assert nasty in tree.text_content() or "{{7*7}}" in tree.text_content(), page.url
        assert "49" not in tree.text_content().replace("2049", "")
