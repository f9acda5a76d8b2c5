"""What a stranger can send: each gets the right status, and leaves nothing behind."""

import pytest
from tests.e2e.shopper import FORM
from tests.e2e.steps import add, buy

from pelicart_infra.functions import FUNCTIONS

CARD = "/shop/checkout/card"
SECRETS = {name for function in FUNCTIONS for name in function.secrets}


def post(shopper, path, body=b"", kind=FORM, **headers):
    sent = {"content-type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return shopper.client.post(f"{shopper.origin}{path}", content=body, headers=sent)


def is_a_page_of_the_shop(response):
    return "Merle &amp; Lin" in response.text and "Go on from here" in response.text


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
    answer = shopper.client.get(shopper.origin + path)
    assert (answer.status_code, "site-foot" in answer.text) == (410, True)


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


def test_no_secret_is_in_the_site_the_publication_or_the_settings(demo):
    secrets = [demo.note["environment"][name].encode() for name in SECRETS]
    built = [demo.folder / "output", demo.folder / "publication", demo.folder / "pelicanconf.py"]
    files = [file for at in built for file in (at, *at.rglob("*")) if file.is_file()]
    assert {"shop.json", "pelicanconf.py", "index.html"} <= {file.name for file in files}
    assert not [file for file in files if any(one in file.read_bytes() for one in secrets)]
