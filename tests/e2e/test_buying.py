from tests.e2e.steps import (
    AWAITING,
    NOT_PAID,
    PAID,
    add,
    buy,
    number_of,
    order,
    reference_of,
    to_review,
)

from pelicart import reference


def test_from_the_catalogue_over_the_hosted_page_to_a_paid_order(demo, shopper):
    listing = shopper.get(shopper.get("/").link("All goods"))
    product = shopper.get(listing.link("Linen notebook"))
    choice = {"option.Colour": "Ochre", "option.Size": "A5", "extra.GIFT": "1", "quantity": "2"}
    cart = shopper.click(product, "Add to cart", {**choice, "text.INITIALS": "A.E."})
    assert "Linen notebook" in cart.text
    assert "A.E." in cart.text
    review = to_review(shopper, cart)
    assert review.heading == "Review and order"
    assert "62.00" in review.text  # two of 18 + 4 + 3 + 6
    hosted = order(shopper, review)
    assert hosted.url.startswith("http://localhost:")
    done = shopper.wait(shopper.click(hosted, "Pay"))
    assert done.heading == PAID
    assert number_of(done) == reference_of(hosted)
    kept = demo.order(number_of(done))
    assert (kept.state, kept.captured, kept.method) == ("paid", kept.total, "card")
    assert kept.total == 6200 + kept.quote.delivery.price


def test_the_cart_is_empty_once_it_was_paid(demo, shopper):
    done = shopper.wait(shopper.click(buy(demo, shopper, "TEST-PLAIN"), "Pay"))
    assert done.heading == PAID
    assert "Your cart is empty" in shopper.get("/shop/cart").text


def test_a_cheque_is_awaited_until_the_merchant_says_it_has_arrived(demo, shopper):
    page = buy(demo, shopper, "TEST-PLAIN", "cheque")
    number = number_of(page)
    assert page.heading == AWAITING
    assert "Merle & Lin" in page.text
    assert number in demo.told("orders", "list", "--state", "awaiting")
    total = str(demo.order(number).money).partition(" ")[0]
    short = demo.command("orders", "paid", number, "--amount", "1.00", "--reference", "line 1")
    assert short.returncode == 1
    assert "ask for the missing" in short.stderr
    assert demo.order(number).state == "awaiting"
    for _ in range(2):
        told = demo.told("orders", "paid", number, "--amount", total, "--reference", "line 1")
        assert f"Order {number}" in told
    assert shopper.get(page.url).heading == PAID
    assert "by you" in demo.told("orders", "show", number)


def test_a_transfer_shows_the_account_and_the_reference(demo, shopper):
    page = buy(demo, shopper, "TEST-PLAIN", "transfer")
    assert "FR14 2004 1010 0505 0001 3M02 606" in page.text
    assert reference.grouped(reference.reference_of(number_of(page))) in page.text


def test_after_a_decline_the_same_order_is_paid_at_the_second_try(demo, shopper):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    declined = shopper.click(hosted, "Decline card")
    assert "declined" in declined.text
    back = shopper.click(declined, "Cancel")
    assert back.heading == NOT_PAID
    again = shopper.click(back, "Pay ")
    assert again.url == hosted.url
    done = shopper.wait(shopper.click(again, "Pay"))
    assert (done.heading, number_of(done)) == (PAID, reference_of(hosted))
    assert len(demo.sessions(number_of(done))) == 1


def test_nothing_to_pay_needs_no_provider(demo, shopper):
    cart = add(demo, shopper, "TEST-FREE")
    review = to_review(shopper, cart, delivery="Pick up in Paris")
    done = order(shopper, review)
    assert done.heading == PAID
    assert "There was nothing to pay" in done.text
    assert demo.order(number_of(done)).total == 0
    assert demo.sessions(number_of(done)) == []


def test_money_that_takes_days_is_waited_for_and_then_counted(demo, shopper):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    waiting = shopper.wait(shopper.click(hosted, "Pay later"))
    assert waiting.heading == AWAITING
    (session,) = demo.sessions(reference_of(hosted))
    demo.pull(f"sessions/{session['id']}/confirm")
    assert shopper.until(waiting, PAID).heading == PAID


def test_an_order_can_be_cancelled_before_it_is_paid(demo, shopper):
    before = demo.stock("TEST-PLAIN")
    page = buy(demo, shopper, "TEST-PLAIN", "cheque")
    assert demo.stock("TEST-PLAIN") == before - 1
    gone = shopper.click(page, "Cancel this order")
    assert gone.heading == "Your order is cancelled"
    assert demo.stock("TEST-PLAIN") == before
