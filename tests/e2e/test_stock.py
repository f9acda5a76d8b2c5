import os
import subprocess
import sys
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


def test_the_merchant_puts_in_and_counts_while_a_shopper_holds_some(demo, shopper):
    page = buy(demo, shopper, "TEST-RARE", "cheque")
    assert demo.told("stock", "TEST-RARE", "+2") == "TEST-RARE: 2 more, 4 for sale now.\n"
    row = next(row for row in demo.told("stock").splitlines() if row.startswith("TEST-RARE"))
    assert row.split() == ["TEST-RARE", "4", "1", "0", "A", "rare", "thing"]
    refused = demo.command("stock", "TEST-RARE", "-5")
    assert refused.returncode == 1
    assert "only 4 of TEST-RARE are for sale" in refused.stderr
    counted = demo.told("stock", "TEST-RARE", "--count", "3", "--reason", "stocktaking")
    assert counted == "TEST-RARE: counted 3, 2 fewer than in the books; 2 for sale now, 1 held.\n"
    shopper.click(page, "Cancel this order")
    assert demo.stock("TEST-RARE") == 3
    assert "-2; counted 3 on the shelf; by" in demo.told("stock", "TEST-RARE")


def test_what_is_sold_out_is_told_by_the_next_build(demo, tmp_path):
    """Built elsewhere, on a machine that has no publication yet: the table names the counters."""
    demo.told("stock", "TEST-LEAVING", "-5")
    try:
        said = demo.told("stock", "--save", "--publication", str(tmp_path / "publication"))
    finally:
        demo.told("stock", "TEST-LEAVING", "+5")
    assert f"to {tmp_path}/stock.json" in said
    key = (demo.folder / ".pelicart" / "card-key.pub").read_text("ascii")
    subprocess.run(
        [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q",
         "-o", str(tmp_path / "output")],
        check=True, cwd=demo.folder, timeout=120,
        env={**os.environ, "PELICART_ORIGIN": demo.origin, "PELICART_DEMO_CARD_KEY": key.strip()},
    )  # fmt: skip
    page = (tmp_path / "output" / demo.url("TEST-LEAVING").strip("/") / "index.html").read_text()
    assert "Sold out." in page
    assert "schema.org/OutOfStock" in page
    assert 'action="/shop/cart"' not in page
