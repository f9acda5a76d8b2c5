"""Bought files over the order's page: the button, the count, and the address it leads to."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.pelicart.shopfront import FONT, MUG, Browser

from pelicart.orders.downloading import GOOD_FOR, SAME_LINK
from pelicart.writes import Write

BUCKET = "https://merle-files.s3.eu-west-1.amazonaws.com"
FILES = {
    "PELICART_FILES": BUCKET,
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "hush",
}
DAY = 86400


@pytest.fixture
def shop(front):
    front.environment |= FILES
    front.publish(downloads={"days": 10, "times": 2})
    return front


@pytest.fixture
def page(shop, ada):
    """The page of a font that was paid by card."""
    ada.adds("FONT")
    ada.orders()
    shop.provider.takes("session-1", 3500)
    return ada.returns()


def becomes(shop, **changes):
    shop.store.write(Write(f"ORDER#{shop.order.id}", set=changes))


def again(shop, ada, page):
    """The page some time later, when a link of before is no longer handed out."""
    shop.moment += SAME_LINK
    return ada.get(page.url)


def has_button(page):
    return bool(page.tree.xpath("//button[@value='download']"))


def test_whoever_paid_is_led_to_the_file_and_it_is_counted(shop, ada, page):
    assert "Download font.zip" in page.text
    assert "You can download it 2 more times, before 25 J 2027" in page.text
    got = ada.submit(page, "download")
    parts, query = urlsplit(got.location), dict(parse_qsl(urlsplit(got.location).query))
    assert (got.status, f"{parts.scheme}://{parts.netloc}{parts.path}") == (
        303,
        f"{BUCKET}/font.zip",
    )
    assert query["X-Amz-Expires"] == str(GOOD_FOR) == "300"
    assert query["response-content-disposition"] == 'attachment; filename="font.zip"'
    assert [entry["file"] for entry in shop.order.downloads] == [0]
    assert "1 more time," in ada.get(page.url).text


def test_a_double_click_counts_once_and_leads_to_the_same_address(shop, ada, page):
    first, second = ada.submit(page, "download"), ada.submit(page, "download")
    assert first.location == second.location
    assert len(shop.order.downloads) == 1


def test_looking_at_the_page_counts_nothing(shop, ada, page):
    for address in (page.url, f"{page.url}?action=download&file=0", f"{page.url}#downloads"):
        assert ada.get(address).status == 200
    assert shop.order.downloads == ()


def test_the_last_download_leaves_a_word_instead_of_a_button(shop, ada, page):
    for _ in range(2):
        assert ada.submit(page, "download").location
        page = again(shop, ada, page)
    assert "as often as this order allows" in page.text
    assert not has_button(page)
    assert "mailto:shop@shop.example" in page.answer["body"]


def test_pressing_a_button_that_is_gone_by_now_shows_the_page(shop, ada, page):
    old = page
    for _ in range(2):
        ada.submit(old, "download")
        again(shop, ada, page)
    late = ada.submit(old, "download")
    assert (late.status, late.kind) == (200, "order-page")
    assert len(shop.order.downloads) == 2


def test_after_its_days_a_file_is_kept_back_with_a_word(shop, ada, page):
    shop.moment += 10 * DAY
    late = ada.get(page.url)
    assert "The time for downloading font.zip is over" in late.text
    assert ada.submit(page, "download").kind == "order-page"
    assert shop.order.downloads == ()


@pytest.mark.parametrize(
    "state",
    ["new", "pending", "awaiting", "refunded", "disputed", "review", "expired", "cancelled"],
)
def test_who_has_not_paid_or_has_all_money_back_gets_no_file(shop, ada, page, state):
    becomes(shop, state=state)
    shown = ada.submit(page, "download")
    assert (shown.status, shown.kind) == (200, "order-page")
    assert not has_button(shown)
    assert shop.order.downloads == ()


@pytest.mark.parametrize("state", ["fulfilled", "part_refunded"])
def test_what_was_sent_or_refunded_in_part_keeps_its_files(shop, ada, page, state):
    becomes(shop, state=state)
    assert ada.submit(ada.get(page.url), "download").location.startswith(BUCKET)


def test_before_it_is_paid_the_page_says_where_the_files_will_be(shop, ada):
    ada.adds("FONT")
    page = ada.orders(method="cheque")
    assert "can be downloaded here as soon as the order is paid" in page.text
    assert not has_button(page)


def test_what_costs_nothing_can_be_downloaded_at_once(shop, ada):
    ada.adds("LEAFLET")
    page = ada.orders()
    assert "There was nothing to pay. Your files are below." in page.text
    assert ada.submit(page, "download").location.startswith(f"{BUCKET}/l.pdf?")


def test_goods_beside_files_are_still_got_ready(shop, ada):
    for sku in ("FONT", "MUG"):
        ada.adds(sku)
    ada.orders()
    shop.provider.takes("session-1", shop.order.total)
    page = ada.returns()
    assert "are getting your order ready" in page.text
    assert has_button(page)


def test_an_order_keeps_the_file_that_was_bought(shop, ada, page):
    shop.publish(products=(MUG,), downloads={"days": 10, "times": 2})
    assert ada.submit(ada.get(page.url), "download").location.startswith(f"{BUCKET}/font.zip?")


@pytest.mark.parametrize("file", ["", "1", "-1", "00", "0 ", "٠", "font.zip", "9" * 5000])
def test_only_files_of_the_order_can_be_asked_for(shop, ada, page, file):
    got = ada.post(page.url, {"action": "download", "file": file})
    assert (got.status, got.kind) == (410, "error")
    assert shop.order.downloads == ()


def test_only_the_bearer_of_the_link_gets_the_file(shop, ada, page):
    stranger = Browser(shop)
    forged = re.sub(r"[^.]+$", "A" * 43, page.url)
    assert stranger.post(forged, {"action": "download", "file": "0"}).status == 400
    other = ada.post(page.url, {"action": "download", "file": "0"}, origin="https://evil.example")
    assert other.status == 400
    assert shop.order.downloads == ()


def test_the_policy_of_the_page_lets_its_form_lead_to_the_files_and_nothing_else_there(page):
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in page.headers["content-security-policy"].split(";")
    )
    assert policy["form-action"].split()[-1] == BUCKET
    assert all(BUCKET not in sources for name, sources in policy.items() if name != "form-action")


def test_without_a_bucket_nothing_is_counted(shop, ada, page):
    del shop.environment["PELICART_FILES"]
    assert ada.submit(page, "download").status == 500
    assert shop.order.downloads == ()
    assert BUCKET not in ada.get(page.url).headers["content-security-policy"]


def test_files_and_secrets_stand_in_no_page(shop, page):
    assert FONT.digital == "font.zip"  # what a merchant names is shown, where it is isn't
    assert BUCKET not in page.answer["body"]
    assert "hush" not in page.answer["body"]
