"""The optional script in a browser: adding, changing and choosing in place, and when it fails."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, expect

BOOK, MUG, LAMP, FREE = (f"/product/{name}/" for name in ("book", "mug", "lamp", "leaflet"))
ADDED = "It is in your cart."


def price(page: Page) -> str:
    return " ".join((page.locator(".shop-price").text_content() or "").split())


def badge(page: Page):
    return page.locator(".shop-count")


def said(page: Page):
    return page.locator("[data-shop-said]")


def add(page: Page, product: str = MUG) -> None:
    page.goto(product)
    page.get_by_role("button", name="Add to cart").click()
    expect(said(page)).to_contain_text(ADDED)


def quantity(page: Page, line: int = 0):
    return page.locator(f"#quantity-{line}")


def test_it_travels_in_less_than_four_kilobytes(shop) -> None:
    script = (shop.output / "pelicart/shop.js").read_bytes()
    assert len(gzip.compress(script, 9)) < 3300


def test_goods_are_put_in_the_cart_without_leaving_the_page(page) -> None:
    page.goto(MUG)
    button = page.get_by_role("button", name="Add to cart")
    button.focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text(f"{ADDED} See the cart")
    assert page.url.endswith(MUG)
    assert button.evaluate("one => one === document.activeElement && !one.ariaDisabled")
    expect(badge(page)).to_have_text("1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")


def test_pressing_twice_adds_once(page) -> None:
    page.goto(MUG)
    page.get_by_role("button", name="Add to cart").dblclick()
    expect(said(page)).to_contain_text(ADDED)
    expect(badge(page)).to_have_text("1")


def test_what_is_wrong_is_said_where_it_was_asked_for(page) -> None:
    page.goto(MUG)
    page.get_by_label("Quantity").fill("9")
    page.get_by_role("button", name="Add to cart").click()
    expect(said(page)).to_contain_text("only 3 are left")
    page.get_by_label("Quantity").evaluate("one => { one.max = 99; one.value = 40 }")
    page.get_by_role("button", name="Add to cart").click()
    expect(said(page)).to_contain_text("at most 20 of a kind")
    assert page.url.endswith(MUG)


def test_what_is_sold_no_more_is_said_too(page) -> None:
    page.goto(MUG)
    page.locator("[name=sku]").evaluate("one => { one.value = 'GONE' }")
    page.get_by_role("button", name="Add to cart").click()
    expect(said(page)).to_contain_text("no longer sold")


@pytest.mark.parametrize("broken", ["abort", "error", "silence"])
def test_what_the_script_cannot_do_is_sent_as_the_browser_would(page, broken) -> None:
    def answer(route, request):
        if request.is_navigation_request() or request.method != "POST":
            route.fallback()
        elif broken == "error":
            route.fulfill(status=502, body="<h1>Bad gateway</h1>")
        elif broken == "abort":
            route.abort()

    page.route("**/shop/cart", answer)
    page.add_init_script("const late = AbortSignal.timeout; AbortSignal.timeout = () => late(300)")
    page.goto(MUG)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    expect(quantity(page)).to_have_value("1")


def test_an_answer_that_stays_away_after_the_goods_are_in_leads_to_the_cart(page) -> None:
    page.route("**/shop/cart", lambda route, request: (
        route.abort() if request.method == "GET" and not request.is_navigation_request()
        else route.fallback()
    ))  # fmt: skip
    page.goto(MUG)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    expect(quantity(page)).to_have_value("1")


def test_without_the_script_everything_is_a_plain_form(page) -> None:
    page.route("**/shop.js", lambda route: route.abort())
    page.goto(BOOK)
    page.get_by_label("Ochre").check()
    page.get_by_label("A5").check()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    quantity(page).fill("2")
    page.get_by_role("button", name="Update the cart").last.click()
    expect(page.locator(".shop-sum-total")).to_contain_text("€36.00")


def test_the_price_follows_the_choice_in_the_servers_own_words(page) -> None:
    page.goto(BOOK)
    assert price(page) == "from €14.00"
    page.get_by_label("Grey").check()
    page.get_by_label("A5").check()
    assert price(page) == "€18.00"
    page.get_by_label("A4").check()
    assert price(page) == "€1,252.50"
    page.get_by_label("Gift wrap").check()
    page.get_by_label("Engraving").fill(" ")
    assert price(page) == "€1,255.50"
    page.get_by_label("Engraving").fill("Ada")
    assert price(page) == "€1,260.50"
    page.get_by_label("Quantity").fill("12")
    assert price(page) == "12 × €1,260.50 = €15,126.00"
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="See the cart").click()
    assert "€15,126.00" in (page.locator(".shop-line-total").text_content() or "")


def test_the_price_before_a_reduction_stands_beside_that_of_one(page) -> None:
    page.goto(LAMP)
    assert price(page) == "€90.00 instead of €120.00"
    page.get_by_label("Quantity").fill("2")
    expect(page.get_by_text("€120.00")).to_be_hidden()
    page.get_by_label("Quantity").fill("1")
    expect(page.get_by_text("€120.00")).to_be_visible()


def test_what_is_free_stays_free_until_something_is_added(page) -> None:
    page.goto(FREE)
    assert price(page) == "free"
    page.get_by_label("Quantity").fill("3")
    assert price(page) == "free"


def test_the_badge_tells_the_truth_in_every_window(page, shop) -> None:
    add(page, MUG)
    second = page.context.new_page()
    second.goto(LAMP)
    expect(badge(second)).to_have_text("1")
    add(page, LAMP)
    expect(badge(second)).to_have_text("2")
    second.goto("/shop/cart")
    for _ in range(2):
        second.get_by_role("button", name="Remove").first.click()
        expect(badge(second)).not_to_have_text("2")
    expect(second.get_by_text("Your cart is empty.").last).to_be_visible()
    expect(badge(page)).to_have_text("")


def test_the_badge_is_empty_once_the_cart_was_ordered(page) -> None:
    add(page, LAMP)
    page.goto("/shop/checkout")
    fill_in(page)
    page.get_by_label("Cheque").check()
    page.get_by_role("button", name="Continue").last.click()
    expect(badge(page)).to_have_text("1")
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("waiting for your payment")
    expect(badge(page)).to_have_text("")
    page.goto(MUG)
    expect(badge(page)).to_have_text("")


def test_a_browser_that_keeps_nothing_shows_no_badge(page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
    )
    add(page, MUG)
    expect(badge(page)).to_have_text("")


def test_a_changed_quantity_changes_the_cart_by_itself_and_keeps_the_caret(page) -> None:
    add(page, LAMP)
    add(page, MUG)
    page.goto("/shop/cart")
    quantity(page).press("End")
    page.keyboard.type("0")
    expect(page.locator(".shop-sum-total")).to_contain_text("€910.00")
    expect(said(page)).to_have_text("Goods €910.00")
    page.keyboard.press("Backspace")
    page.keyboard.type("2")
    expect(page.locator(".shop-sum-total")).to_contain_text("€1,090.00")
    assert quantity(page).evaluate("one => one === document.activeElement")
    expect(badge(page)).to_have_text("13")


def test_fewer_are_put_in_where_fewer_are_left(page) -> None:
    add(page, MUG)
    page.goto("/shop/cart")
    quantity(page).fill("7")
    expect(page.locator(".shop-notice")).to_contain_text("only 3 are left")
    expect(quantity(page)).to_have_value("3")
    assert quantity(page).evaluate("one => one === document.activeElement")


def test_a_removed_line_goes_and_the_focus_is_where_the_page_begins(page) -> None:
    add(page, LAMP)
    add(page, MUG)
    page.goto("/shop/cart")
    page.get_by_role("button", name="Remove Lamp").click()
    expect(page.locator(".shop-line")).to_have_count(1)
    assert page.evaluate("document.activeElement.tagName") == "H1"
    expect(quantity(page)).to_have_value("1")
    page.get_by_role("button", name="Remove Mug").click()
    expect(said(page)).to_have_text("Your cart is empty.")
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_the_checkout_waits_for_the_change_under_way(page) -> None:
    add(page, LAMP)
    page.goto("/shop/cart")
    quantity(page).fill("2")
    page.wait_for_timeout(590)
    page.get_by_role("button", name="Go to checkout").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    expect(page.locator(".shop-aside .shop-sum-total")).to_contain_text("€180.00")


def test_a_change_in_another_window_is_told_and_not_overwritten(page) -> None:
    add(page, LAMP)
    page.goto("/shop/cart")
    add(second := page.context.new_page(), MUG)
    second.close()
    quantity(page).fill("4")
    expect(page.locator(".shop-notice")).to_contain_text("changed in another window")
    expect(page.locator(".shop-line")).to_have_count(2)
    expect(quantity(page)).to_have_value("1")


def fill_in(page: Page) -> None:
    for name, text in {
        "name": "Ada Example", "email": "ada@shop.example", "line1": "1 rue de l'Essai",
        "postcode": "75001", "city": "Paris",
    }.items():  # fmt: skip
        page.locator(f"#field-{name}").fill(text)


def test_another_country_changes_deliveries_and_methods_and_nothing_that_was_typed(page) -> None:
    add(page, LAMP)
    page.goto("/shop/checkout")
    page.locator("#field-note").fill("Ring twice")
    page.locator("#field-name").fill("Ada Example")
    page.locator("#field-country").focus()
    page.locator("#field-country").select_option("CH")
    expect(page.get_by_label("Over the pass")).to_be_visible()
    expect(page.get_by_label("Cheque")).to_have_count(0)
    expect(page.get_by_label("Bank transfer")).to_be_checked()
    expect(said(page)).to_contain_text("brought up to date")
    assert page.evaluate("document.activeElement.id") == "field-country"
    page.locator("#field-country").select_option("FR")
    expect(page.get_by_label("Parcel")).to_be_checked()
    page.get_by_label("Courier").check()
    page.locator("#field-postcode").fill("75002")
    page.get_by_role("button", name="Update delivery options").click()
    expect(page.get_by_label("Courier")).to_be_checked()
    assert page.url.endswith("/shop/checkout")
    assert page.locator("#field-note").input_value() == "Ring twice"
    assert page.locator("#field-name").input_value() == "Ada Example"


def test_what_is_chosen_while_an_answer_is_on_its_way_stays_chosen(page) -> None:
    add(page, LAMP)
    page.goto("/shop/checkout")
    held = []
    page.route("**/shop/checkout", lambda route: held.append(route))  # noqa: PLW0108  as it wraps it
    update = page.get_by_role("button", name="Update delivery options")
    with page.expect_request("**/shop/checkout"):
        update.click()
    expect(page.get_by_label("Bank transfer")).not_to_be_checked()
    page.get_by_label("Bank transfer").check()
    held.pop().continue_()
    expect(update).not_to_have_attribute("aria-disabled", "true")
    expect(page.get_by_label("Bank transfer")).to_be_checked()


def test_back_to_a_page_that_was_kept_shows_todays_badge(page) -> None:
    page.goto(MUG)
    add(page, LAMP)
    page.get_by_role("link", name="See the cart").click()
    page.get_by_role("button", name="Remove").click()
    expect(badge(page)).to_have_text("")
    page.go_back()
    expect(badge(page)).to_have_text("")
    page.get_by_role("button", name="Add to cart").click()
    expect(badge(page)).to_have_text("1")


def test_an_order_that_is_being_confirmed_is_looked_at_until_there_is_news(page) -> None:
    confirming = """<title>One</title><script type="module" src="/pelicart/shop.js"></script>
        <div data-shop-count="0" data-shop-again="0.1"><h1>Confirming</h1></div>"""
    paid = """<title>Two</title><h1>Paid</h1>"""
    asked = list[bool]()

    def answer(route, request):
        asked.append(request.is_navigation_request())
        body = confirming if len(asked) < 3 else paid
        route.abort() if len(asked) == 2 else route.fulfill(body=body, content_type="text/html")

    page.route("**/shop/order/x", answer)
    page.goto("/shop/order/x")
    expect(page.get_by_role("heading")).to_have_text("Paid")
    assert asked == [True, False, False, True]
