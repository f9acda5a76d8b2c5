"""What the merchant does with orders, typed into a second terminal."""

from tests.e2e.running import within
from tests.e2e.steps import buy, pay_and_leave, reference_of


def paid(demo, shopper, sku="TEST-RARE"):
    """The number of an order that is paid, and its page."""
    page = shopper.wait(shopper.click(buy(demo, shopper, sku), "Pay"))
    return next(iter(demo.orders())).number, page


def subjects(demo, number):
    return [mail["subject"] for mail in demo.mailbox.mails(number, "ada@")]


def test_an_order_is_sent_told_and_given_back_with_its_goods(demo, shopper):
    before = demo.stock("TEST-RARE")
    number, page = paid(demo, shopper)
    advised = f"pelicart orders ship {number} --tracking CODE --carrier NAME  # it has left you"
    told = demo.told("doctor", number)
    assert advised in told
    assert "the table says the same" in told
    assert number in demo.told("orders", "list", "--to-ship")
    demo.told("orders", "ship", number, "--carrier", "Post & Co", "--tracking", "6A 0123")
    assert "It travels with Post & Co, number 6A 0123." in shopper.get(page.url).text
    assert number not in demo.told("orders", "list", "--to-ship")
    assert within(60, lambda: f"Your order {number} is on its way" in subjects(demo, number))
    given = demo.told("refund", number, "--restock")
    assert given.splitlines()[1] == (f"The goods of order {number} are on sale again: 1 TEST-RARE.")
    assert demo.stock("TEST-RARE") == before
    assert "on sale again" in demo.told("doctor", number)


def test_an_order_that_is_given_up_can_not_be_paid(demo, shopper):
    hosted = buy(demo, shopper, "TEST-RARE")
    number, left = reference_of(hosted), demo.stock("TEST-RARE")
    assert f"pelicart orders cancel {number}" in demo.told("doctor", number)
    assert "is cancelled, and its goods" in demo.told("orders", "cancel", number)
    assert demo.stock("TEST-RARE") == left + 1
    assert "expired" in shopper.get(hosted.url).text.lower()
    assert within(60, lambda: f"Your order {number} is cancelled" in subjects(demo, number))


def test_what_no_notice_told_is_asked_for(demo, shopper):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    number = reference_of(hosted)
    pay_and_leave(shopper, hosted, "never")
    told = demo.told("doctor", number)
    assert "the table says OTHERWISE" in told
    assert demo.told("orders", "ask", number) == f"Order {number} is now paid.\n"
