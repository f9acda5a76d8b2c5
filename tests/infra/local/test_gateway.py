import logging

import httpx
import pytest
from werkzeug.test import Client

from pelicart.request import FORM, request_from
from pelicart_infra.headers import security_headers
from pelicart_infra.local.events import Shape
from pelicart_infra.local.gateway import LARGEST_BODY, Gateway
from pelicart_infra.local.invoke import FunctionFailed, Functions, NoAnswer
from pelicart_infra.local.runner import Runner


def shop(event, _context):
    """A tiny function: keeps a field in a cookie, and shows it."""
    request = request_from(event)
    if request.method == "POST":
        typed = request.form("")["name"]
        moved = {"location": "/shop/cart", "cache-control": "no-store"}
        return {"statusCode": 303, "headers": moved, "cookies": [f"name={typed}; Path=/shop"]}
    return {"statusCode": 200, "body": f"hello {request.cookies.get('name', 'you')}"}


@pytest.fixture
def output(tmp_path):
    (tmp_path / "index.html").write_text("the shop")
    return tmp_path


@pytest.mark.parametrize("base64_forms", [False, True])
@pytest.mark.parametrize("cookies_in_headers", [False, True])
def test_a_form_and_a_cookie_make_the_round_trip_over_http(
    output, serving, base64_forms, cookies_in_headers
):
    shape = Shape(base64_forms, cookies_in_headers)
    with serving(Runner({"cart": shop})) as functions:
        gateway = Gateway(output, Functions(functions).invoke, shape)
        with serving(gateway) as url, httpx.Client(base_url=url) as browser:
            assert browser.get("/").text == "the shop"
            posted = browser.post("/shop/cart", data={"name": "Ada"}, follow_redirects=True)
            assert (posted.text, posted.history[0].status_code) == ("hello Ada", 303)


def gateway(output, answer):
    def invoke(_name, _event):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Client(Gateway(output, invoke))


@pytest.mark.parametrize("path", ["/shop/", "/shop/nothing", "/shop/cart/", "/shop/reconcile"])
def test_a_path_that_no_route_takes_is_left_to_the_shops_own_page(output, path):
    taken = []

    def invoke(name, event):
        taken.append((name, event["routeKey"], event["rawPath"]))
        return {"statusCode": 410, "body": "nothing here"}

    response = Client(Gateway(output, invoke)).get(path)
    assert (response.status_code, taken) == (410, [("cart", "$default", path)])


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (FunctionFailed("cart"), 500),
        (NoAnswer("cart"), 503),
        ({"no": "status"}, 500),
        ({"statusCode": 200, "headers": {"x": "a\r\nset-cookie: b=c"}}, 500),
    ],
)
def test_a_function_that_fails_shows_nothing_of_itself(output, answer, status):
    response = gateway(output, answer).get("/shop/cart")
    assert response.status_code == status
    assert list(response.json) == ["message"]
    assert security_headers(https=False).items() <= dict(response.headers).items()


def test_a_body_over_the_gateways_limit_reaches_no_function(output):
    client = gateway(output, AssertionError("too large for the gateway"))
    response = client.post("/shop/cart", data=b"a" * (LARGEST_BODY + 1), content_type=FORM)
    assert response.status_code == 413


def test_every_method_reaches_the_function(output):
    client = gateway(output, {"statusCode": 405})
    assert {client.open("/shop/cart", method=m).status_code for m in ("PUT", "DELETE")} == {405}


def test_the_log_names_the_route_and_never_the_path(output, caplog):
    client = gateway(output, {"statusCode": 200, "body": "ok"})
    with caplog.at_level(logging.INFO):
        client.get("/shop/order/canary.token?outcome=canary")
    assert "GET /shop/order/{token} 200" in caplog.text
    assert "canary" not in caplog.text
