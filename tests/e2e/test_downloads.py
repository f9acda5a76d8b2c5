"""Bought files, from the demo's shop to the bytes on the shopper's disk; and nowhere else."""

from urllib.parse import urlsplit

import httpx
import pytest
from tests.e2e.chromium import BINARY, chromium, window
from tests.e2e.page import origin_of
from tests.e2e.steps import ADDRESS, PAID, add, number_of, order

SOLD = {"PLANNER": "year-planner.svg", "ENVELOPE": "envelope-guide.svg", "LINES": "guide-lines.svg"}
AGAIN = 240
"""Seconds until another press counts."""


PERSON = {**{name: ADDRESS[name] for name in ("name", "email", "country")}, "method": "card"}
"""Files need no address."""


def buy(demo, shopper, sku):
    """From the product's page to the provider's page, or to the order's if there is none."""
    checkout = shopper.click(add(demo, shopper, sku), "Go to checkout")
    return order(shopper, shopper.click(checkout, "Continue", PERSON))


def source(demo, name):
    return (demo.folder / "content" / "downloads" / name).read_bytes()


@pytest.fixture
def page(demo, shopper):
    """The page of a planner that was paid by card."""
    done = shopper.wait(shopper.click(buy(demo, shopper, "PLANNER"), "Pay"))
    assert done.heading == PAID
    return done


def fetch(url):
    """Without anything but the address, as whoever it is passed on to."""
    with httpx.Client(trust_env=False) as client:
        return client.get(url)


def test_no_file_for_sale_is_in_the_site(demo):
    sold = {source(demo, name) for name in SOLD.values()}
    public = {path.read_bytes() for path in (demo.folder / "output").rglob("*") if path.is_file()}
    assert sold & public == set()
    for name in (*SOLD.values(), *(path.name for path in bucket_of(demo).iterdir())):
        for path in (
            f"/downloads/{name}",
            f"/{name}",
            f"/files/{name}",
            f"/publication/files/{name}",
        ):
            assert fetch(demo.origin + path).status_code == 404


def bucket_of(demo):
    return demo.folder / "publication" / "files"


def test_the_bucket_gives_nothing_to_whoever_only_knows_a_name(demo):
    names = [path.name for path in bucket_of(demo).iterdir()]
    assert len(names) == len(SOLD)
    for name in ("", *names):
        answer = fetch(f"{demo.note['environment']['PELICART_FILES']}/{name}")
        assert (answer.status_code, "<Code>AccessDenied</Code>" in answer.text) == (403, True)


def test_whoever_paid_saves_the_very_file_from_another_host(demo, shopper, page):
    got = shopper.click(page, "Download year-planner.svg")
    assert urlsplit(got.url).hostname == "localhost" != urlsplit(demo.origin).hostname
    assert fetch(got.url).content == source(demo, "year-planner.svg")
    assert got.headers["content-disposition"] == 'attachment; filename="year-planner.svg"'
    (counted,) = demo.order(number_of(page)).downloads
    assert counted["file"] == 0
    assert "You can download it 4 more times" in shopper.get(page.url).text
    assert "year-planner.svg  1 time" in demo.told("orders", "show", number_of(page))


def test_an_address_that_was_passed_on_runs_out(demo, shopper, page):
    url = shopper.click(page, "Download").url
    demo.travel(301)
    assert fetch(url).status_code == 403


def test_nothing_more_is_given_than_the_order_allows_until_the_merchant_says_so(
    demo, shopper, page
):
    number, bucket = number_of(page), demo.note["environment"]["PELICART_FILES"]
    for _ in range(5):
        assert origin_of(shopper.click(page, "Download").url) == bucket
        demo.travel(AGAIN)
    over = shopper.click(page, "Download")
    assert "as often as this order allows" in over.text
    assert len(demo.order(number).downloads) == 5
    assert "can be downloaded 5 times more" in demo.told("orders", "downloads", number, "--again")
    page = shopper.get(over.url)
    assert origin_of(shopper.click(page, "Download").url) == bucket


def test_what_costs_nothing_is_there_at_once(demo, shopper):
    done = buy(demo, shopper, "ENVELOPE")
    assert done.heading == PAID
    got = shopper.click(done, "Download envelope-guide.svg")
    assert fetch(got.url).content == source(demo, "envelope-guide.svg")


def test_what_was_given_back_is_taken_away(demo, shopper, page):
    number = number_of(page)
    demo.told("refund", number, "--amount", "1.00")
    assert shopper.click(shopper.get(page.url), "Download").status == 200
    demo.told("refund", number)
    assert demo.comes_to(number, "refunded")
    assert "Download" not in shopper.get(page.url).text
    demo.travel(AGAIN)
    assert origin_of(shopper.click(page, "Download").url) == demo.origin


@pytest.mark.skipif(not BINARY, reason="needs Debian's chromium")
def test_a_browser_saves_it_under_the_policy_of_the_page(demo):
    with chromium() as browser, window(browser, demo.origin, javascript=False) as shopper:
        shopper.open(demo.url("PLANNER"))
        shopper.press("Add to cart")
        shopper.page.get_by_text("Go to checkout").first.click()
        shopper.fill(PERSON)
        shopper.page.locator("form.shop-form .shop-actions button").click()
        shopper.arrives("Review and order")
        shopper.order()
        shopper.press("Pay")
        shopper.arrives(PAID)
        with shopper.page.expect_download() as saving:
            shopper.press("Download year-planner.svg")
        saved = saving.value
        assert saved.suggested_filename == "year-planner.svg"
        assert saved.path().read_bytes() == source(demo, "year-planner.svg")
