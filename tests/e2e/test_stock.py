from concurrent.futures import ThreadPoolExecutor

from tests.e2e.shopper import Shopper
from tests.e2e.steps import AWAITING, PAID, add, buy, order, to_review


def test_what_was_sold_meanwhile_is_told_and_nothing_is_written(demo, shopper, other):
    review = to_review(shopper, add(demo, shopper, "TEST-LAST"))
    won = buy(demo, other, "TEST-LAST", "cheque")
    assert won.heading == AWAITING
    before = [one.id for one in demo.orders()]
    page = order(shopper, review)
    assert (page.status, page.heading) == (409, "Sold out in the meantime")
    assert [one.id for one in demo.orders()] == before
    assert "sold out at the moment" in shopper.get(page.link("Go on from here")).text
    other.click(won, "Cancel this order")
    assert demo.stock("TEST-LAST") == 1


def test_eight_shoppers_at_once_share_the_three_there_are(demo):
    shoppers = [Shopper(demo.origin) for _ in range(8)]
    reviews = [to_review(one, add(demo, one, "TEST-RARE"), "cheque") for one in shoppers]
    with ThreadPoolExecutor(len(shoppers)) as at_once:
        pages = list(at_once.map(order, shoppers, reviews))
    headings = [page.heading for page in pages]
    assert headings.count(AWAITING) == 3
    assert headings.count("Sold out in the meantime") == 5
    assert demo.stock("TEST-RARE") == 0
    for shopper, page in zip(shoppers, pages, strict=True):
        if page.heading == AWAITING:
            shopper.click(page, "Cancel this order")
    assert demo.stock("TEST-RARE") == 3


def test_an_order_paid_by_another_hand_empties_the_shelf_for_good(demo, shopper, other):
    assert shopper.wait(shopper.click(buy(demo, shopper, "TEST-LAST"), "Pay")).heading == PAID
    page = add(demo, other, "TEST-LAST")
    assert "sold out at the moment" in page.text
    assert demo.stock("TEST-LAST") == 0
