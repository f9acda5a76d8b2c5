"""What a stranger can send: each gets the right status, and leaves nothing behind."""

import pytest
from tests.e2e.notices import completed, signed
from tests.e2e.shopper import FORM
from tests.e2e.steps import add, buy, number_of, reference_of, to_review

from pelicart.tokens import Keyring
from pelicart.wiring import Wiring
from pelicart_infra.functions import FUNCTIONS

CARD = "/shop/checkout/card"
SECRETS = {name for function in FUNCTIONS for name in function.secrets}


def everything(demo):
    """The orders and counters of the table, to hold before against after."""
    return [(order.id, order.state) for order in demo.orders()], demo.stock("TEST-PLAIN")


def post(shopper, path, body=b"", kind=FORM, **headers):
    sent = {"content-type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return shopper.client.post(f"{shopper.origin}{path}", content=body, headers=sent)


def is_a_page_of_the_shop(response):
    return "Merle &amp; Lin" in response.text and "Go on from here" in response.text


def test_a_notice_without_a_good_signature_is_refused(demo, shopper):
    number = reference_of(buy(demo, shopper, "TEST-PLAIN"))
    (session,) = demo.sessions(number)
    body = completed(session)
    tried = {
        "none": "",
        "empty": "t=,v1=",
        "other secret": signed(demo, body, secret="whsec_other"),
        "other bytes": signed(demo, body + b" "),
        "old": signed(demo, body, at=demo.now() - 3600),
        "from the future": signed(demo, body, at=demo.now() + 3600),
    }
    answers = {
        name: post(shopper, "/shop/notice/stripe", body, "application/json", stripe_signature=it)
        for name, it in tried.items()
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        tried, 400
    )
    assert demo.order(number).state == "pending"


def test_a_well_signed_notice_that_lies_is_not_believed(demo, shopper):
    number = reference_of(buy(demo, shopper, "TEST-PLAIN"))
    (session,) = demo.sessions(number)
    body = completed(session)
    answer = post(
        shopper,
        "/shop/notice/stripe",
        body,
        "application/json",
        stripe_signature=signed(demo, body),
    )
    assert answer.status_code == 200
    assert demo.order(number).state == "pending"


@pytest.mark.parametrize("provider", ["nothing", "manual", "..%2f", "Stripe"])
def test_notices_of_unknown_providers_are_refused(demo, shopper, provider):
    answer = post(shopper, f"/shop/notice/{provider}", b"{}", "application/json")
    assert 400 <= answer.status_code < 500
    assert len(answer.text) < 200


@pytest.fixture
def keys(demo):
    """The demo's own keyring: what only the shop should have."""
    return Wiring(demo.store, demo.now, demo.note["environment"]).keys


def test_an_orders_link_opens_only_as_it_was_given(demo, shopper, other, keys):
    page = buy(demo, shopper, "TEST-PLAIN", "cheque")
    token, order = page.url.rpartition("/")[2], demo.order(number_of(page))
    now = demo.now()
    stranger = Keyring({"demo": b"k" * 32})
    tried = {
        "altered": token[:-3] + ("abc" if not token.endswith("abc") else "xyz"),
        "two spellings": token + "=",
        "cut": token[: len(token) // 2],
        "foreign": stranger.sign("order", order.id, now),
        "stale": keys.sign("order", order.id, now - 200 * 86400),
        "another purpose": keys.sign("return", order.id, now),
        "the id itself": order.id,
        "the number": order.number,
        "none": "-",
    }
    pages = {name: other.get(f"/shop/order/{token}") for name, token in tried.items()}
    assert {page.status for page in pages.values()} == {400}
    assert not any(
        "Ada Example" in page.text or order.number in page.text for page in pages.values()
    )
    assert other.get(page.url).status == 200  # the link itself is what opens it


def test_a_review_page_kept_too_long_is_priced_again(demo, shopper):
    before = everything(demo)
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    demo.travel(32 * 60)
    page = shopper.press(review.form("Order and pay"))
    assert (page.status, page.heading) == (410, "Review and order")
    assert "worked the price out again" in page.text
    assert everything(demo) == before
    assert shopper.click(page, "Order and pay").url.startswith("http://localhost:")


def test_what_was_not_quoted_cannot_be_ordered(demo, shopper, other):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    form = review.form("Order and pay")
    before = everything(demo)
    fields = dict(form.data)
    cheap = dict(to_review(other, add(demo, other, "TEST-DEARER")).form("Order and pay").data)
    assert cheap["lines"] != fields["lines"]
    for change in (
        {"lines": cheap["lines"]},
        {"name": "Eve"},
        {"postcode": "97110"},
        {"quote": "x"},
    ):
        answer = shopper.client.post(
            form.action, data=fields | change, headers={"origin": demo.origin}
        )
        assert answer.status_code in {400, 409, 422}, change
    assert everything(demo) == before


def test_another_shoppers_quote_cannot_be_ordered_twice_over(demo, shopper, other):
    theirs = to_review(shopper, add(demo, shopper, "TEST-PLAIN")).form("Order and pay")
    mine = to_review(other, add(demo, other, "TEST-RARE")).form("Order and pay")
    mixed = {**dict(mine.data), "quote": dict(theirs.data)["quote"]}
    before = everything(demo)
    answer = other.client.post(mine.action, data=mixed, headers={"origin": demo.origin})
    assert answer.status_code == 409
    assert everything(demo) == before


@pytest.mark.parametrize("path", ["/shop/cart", "/shop/checkout", CARD])
def test_a_body_that_is_too_large_is_refused_unread(shopper, path):
    answer = post(shopper, path, b"sku=" + b"A" * 33_000, origin=shopper.origin)
    assert answer.status_code == 413
    assert is_a_page_of_the_shop(answer)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain", ""])
def test_only_forms_are_read(shopper, kind):
    answer = post(shopper, "/shop/cart", b'{"sku": "TEST-PLAIN"}', kind, origin=shopper.origin)
    assert answer.status_code == 415
    assert is_a_page_of_the_shop(answer)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/shop/cart", "/shop/checkout", CARD, "/shop/order/x"])
def test_other_methods_are_refused_with_those_that_are_known(shopper, path, method):
    answer = shopper.client.request(method, shopper.origin + path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert is_a_page_of_the_shop(answer)


def test_a_notice_is_posted_and_nothing_else(shopper):
    answer = shopper.client.get(f"{shopper.origin}/shop/notice/stripe")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}],
)
def test_forms_of_other_sites_change_nothing(demo, shopper, headers):
    body = b"sku=TEST-PLAIN&quantity=1"
    answer = post(shopper, "/shop/cart", body, **headers)
    assert answer.status_code == 400
    assert is_a_page_of_the_shop(answer)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"sku=TEST-PLAIN&quantity=-1", b"sku=TEST-PLAIN&quantity=1e3", b"sku=%ff&quantity=1",
        b"sku=NOTHING&quantity=1", b"sku=TEST-PLAIN&quantity=1&quantity=2", b"%", b"\x00",
        b"sku=NOTEBOOK&quantity=1&option.Colour=Mauve&option.Size=A6", b"sku=&quantity=", b"sku",
        "sku=TEST-PLAIN&quantity=٣".encode(), b"&".join(b"a%d=1" % n for n in range(300)),
    ],
)  # fmt: skip
def test_a_form_that_makes_no_sense_is_no_crash(shopper, body):
    answer = post(shopper, "/shop/cart", body, origin=shopper.origin)
    assert 400 <= answer.status_code < 500
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["x", "eyJhIjoxfQ", "A" * 8000, "%00", "\"';", "[]"])
def test_a_cart_cookie_that_makes_no_sense_is_an_empty_cart(demo, shopper, cookie):
    add(demo, shopper, "TEST-PLAIN")
    (name,) = [one.name for one in shopper.client.cookies.jar]
    answer = shopper.client.get(
        f"{shopper.origin}/shop/cart", headers={"cookie": f"{name}={cookie}"}
    )
    assert answer.status_code == 200
    assert "Your cart is empty" in answer.text


@pytest.mark.parametrize("path", ["/shop/", "/shop/nothing", "/shop/cart/", "/shop/reconcile"])
def test_there_is_nothing_beside_the_routes(shopper, path):
    assert shopper.client.get(shopper.origin + path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/shop/cart", "/shop/order/x", "/shop/nothing", "/shop/return/stripe", "/", "/nothing"]
)
def test_every_page_forbids_framing_and_foreign_scripts(shopper, path):
    page = shopper.get(path)
    policy = page.headers.get("content-security-policy", "")
    if page.headers["content-type"].startswith("text/html"):
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self'" in policy or "default-src 'self'" in policy
        assert page.headers["x-content-type-options"] == "nosniff"


def test_pages_of_the_functions_are_kept_nowhere(demo, shopper):
    for path in ("/shop/cart", "/shop/order/x"):
        assert shopper.get(path).headers["cache-control"] == "no-store"


def test_no_log_holds_a_name_an_address_a_token_or_a_secret(demo, shopper):
    page = buy(demo, shopper, "TEST-PLAIN", "cheque")
    shopper.get(f"/shop/order/{page.url.rpartition('/')[2]}x")
    environment = demo.note["environment"]
    secrets = [environment[name] for name in SECRETS]
    canaries = [*secrets, "Ada Example", "ada@shop.example", "l'Essai", page.url[-40:]]
    for log in (demo.folder / ".pelicart" / "logs").iterdir():
        written = log.read_text("utf-8")
        assert not [canary for canary in canaries if canary in written], log.name
