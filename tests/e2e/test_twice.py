"""One order and one payable session, whatever the shopper presses twice."""

from concurrent.futures import ThreadPoolExecutor

from tests.e2e.steps import (
    ADDRESS,
    AWAITING,
    PAID,
    add,
    buy,
    number_of,
    order,
    reference_of,
    to_review,
)

GIVEN_UP = {"expired", "cancelled"}


def test_pressing_order_twice_leads_to_one_payment_page(demo, shopper):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    first, second = order(shopper, review), order(shopper, review)
    assert first.url == second.url
    assert len(demo.sessions(reference_of(first))) == 1


def test_pressing_order_in_eight_windows_at_once_makes_one_order(demo, shopper):
    before = demo.stock("TEST-PLAIN")
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    windows = [shopper.twin() for _ in range(8)]
    with ThreadPoolExecutor(len(windows)) as at_once:
        pages = list(at_once.map(lambda window: order(window, review), windows))
    assert len({page.url for page in pages}) == 1
    assert len(demo.sessions(reference_of(pages[0]))) == 1
    assert demo.stock("TEST-PLAIN") == before - 1


def test_going_back_after_paying_finds_the_same_paid_order(demo, shopper):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    hosted = order(shopper, review)
    done = shopper.wait(shopper.click(hosted, "Pay"))
    again = shopper.wait(order(shopper, review))
    assert (again.heading, number_of(again)) == (PAID, number_of(done))
    assert len(demo.sessions(number_of(done))) == 1


def test_reloading_the_way_back_from_the_provider_changes_nothing(demo, shopper):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    done = shopper.click(hosted, "Pay")
    (way_back,) = [hop for hop in done.hops if "/shop/return/" in hop]
    first = shopper.wait(shopper.get(way_back))
    history = demo.order(number_of(first)).history
    assert shopper.wait(shopper.get(way_back)).heading == PAID
    assert demo.order(number_of(first)).history == history


def test_two_windows_with_different_ways_to_pay_end_in_one_live_order(demo, shopper):
    cart = add(demo, shopper, "TEST-PLAIN")
    window = shopper.twin()
    by_card, by_cheque = to_review(shopper, cart), to_review(window, cart, "cheque")
    hosted = order(shopper, by_card)
    refused = order(window, by_cheque)
    assert refused.heading == "Review and order"
    assert "Something has changed" in refused.text
    assert demo.order(reference_of(hosted)).state in GIVEN_UP
    awaiting = order(window, refused)
    assert awaiting.heading == AWAITING
    (session,) = demo.sessions(reference_of(hosted))
    assert session["status"] == "expired"


def test_a_cart_changed_in_another_window_is_shown_before_it_is_ordered(demo, shopper):
    before = demo.stock("TEST-PLAIN")
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    other_window = shopper.twin()
    add(demo, other_window, "TEST-PLAIN")
    page = shopper.get("/shop/cart")
    assert page.tree.forms[-1].fields["quantity.0"] == "1"
    # The window that changed the cart holds two; what was reviewed is what is ordered.
    hosted = order(shopper, review)
    assert demo.order(reference_of(hosted)).quote.lines[0].quantity == 1
    assert demo.stock("TEST-PLAIN") == before - 1


def test_changing_the_cart_after_ordering_gives_up_the_first_order(demo, shopper):
    before = demo.stock("TEST-PLAIN")
    hosted = buy(demo, shopper, "TEST-PLAIN")
    first = reference_of(hosted)
    add(demo, shopper, "TEST-PLAIN")
    review = to_review(shopper, shopper.get("/shop/cart"))
    assert demo.order(first).state in GIVEN_UP
    second = order(shopper, review)
    assert reference_of(second) != first
    assert demo.order(reference_of(second)).quote.lines[0].quantity == 2
    assert demo.stock("TEST-PLAIN") == before - 2
    late = shopper.press(hosted.form("Pay"))
    assert late.status == 409
    assert shopper.wait(shopper.click(second, "Pay")).heading == PAID


def test_an_old_cart_page_is_not_applied_to_a_newer_cart(demo, shopper):
    old = add(demo, shopper, "TEST-PLAIN")
    add(demo, shopper, "TEST-RARE")
    page = shopper.click(old, "Remove")
    assert "changed in another window" in page.text
    assert "Plain test" in page.text


def test_quantities_are_changed_and_lines_removed_in_the_cart(demo, shopper):
    add(demo, shopper, "TEST-PLAIN")
    cart = add(demo, shopper, "TEST-RARE")
    cart = shopper.click(cart, "Update the cart", {"quantity.0": "3"})
    assert "45.00" in cart.text  # three of 10 and one of 15
    cart = shopper.click(cart, "Remove A rare thing")
    assert "A rare thing" not in cart.text
    cart = shopper.click(cart, "Update the cart", {"quantity.0": "0"})
    assert "Your cart is empty" in cart.text


def test_every_typed_field_stands_there_again_when_one_is_wrong(demo, shopper):
    checkout = shopper.click(add(demo, shopper, "TEST-PLAIN"), "Go to checkout")
    wrong = {**ADDRESS, "email": "ada at shop", "method": "transfer", "note": "Ring <twice>"}
    page = shopper.click(checkout, "Continue", wrong)
    assert page.status == 422
    assert "does not look like an e-mail address" in page.text
    kept = page.form("Continue").element.fields
    assert {name: kept[name] for name in wrong} == wrong
    assert (
        shopper.click(page, "Continue", {"email": ADDRESS["email"]}).heading == "Review and order"
    )
