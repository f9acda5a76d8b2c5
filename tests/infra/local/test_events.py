import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from pelicart.request import request_from
from pelicart_infra.local.events import EDGE, Shape, event_from
from pelicart_infra.local.routing import match

FORM = "application/x-www-form-urlencoded"
SHAPES = [Shape(a, b) for a in (False, True) for b in (False, True)]


def event(path="/shop/cart", shape=Shape(), **request):  # noqa: B008  Shape is frozen
    built = EnvironBuilder(
        path=path.partition("?")[0], query_string=path.partition("?")[2], **request
    )
    made = event_from(built.get_request(), match(built.path), shape)
    return json.loads(json.dumps(made))  # nothing that JSON can't carry


def test_an_event_has_the_fields_of_payload_two():
    made = event("/shop/order/tok.en?a=1&a=2&b=", method="GET", headers={"X-Odd": "1"})
    assert made["version"] == "2.0"
    assert made["routeKey"] == "ANY /shop/order/{token}"
    assert made["rawPath"] == "/shop/order/tok.en"
    assert made["rawQueryString"] == "a=1&a=2&b="
    assert made["queryStringParameters"] == {"a": "1,2", "b": ""}
    assert made["pathParameters"] == {"token": "tok.en"}
    assert made["headers"]["x-odd"] == "1"
    assert made["requestContext"]["http"]["method"] == "GET"
    assert "body" not in made


def test_the_shoppers_host_header_does_not_reach_the_functions():
    made = event(headers={"Host": "evil.example"})
    assert "evil" not in json.dumps(made)


def test_the_gateway_says_who_asked_it():
    made = event(environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert made["requestContext"]["http"]["sourceIp"] == "198.51.100.7"
    assert "198.51.100.7" in made["headers"]["x-forwarded-for"]


def test_behind_a_cdn_its_headers_replace_those_of_the_browser():
    forged = {"X-Pelicart-Origin": "guessed", "CloudFront-Viewer-Address": "1.2.3.4:5"}
    sent = {"headers": forged, "environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
    made = event(shape=Shape(secret="known"), **sent)
    assert made["headers"]["x-pelicart-origin"] == "known"
    assert made["headers"]["cloudfront-viewer-address"].startswith("198.51.100.7:")
    assert made["requestContext"]["http"]["sourceIp"] == EDGE
    assert "1.2.3.4" not in json.dumps(made)
    assert "known" not in repr(Shape(secret="known"))


def test_a_form_is_text_or_base64_as_the_switch_says():
    sent = {"method": "POST", "data": b"sku=A&quantity=2", "content_type": FORM}
    plain, encoded = event(**sent), event(shape=Shape(base64_forms=True), **sent)
    assert (plain["body"], plain["isBase64Encoded"]) == ("sku=A&quantity=2", False)
    assert (base64.b64decode(encoded["body"]), encoded["isBase64Encoded"]) == (sent["data"], True)


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "multipart/form-data", "image/png", ""]
)
def test_what_is_no_text_is_base64(kind):
    made = event(method="POST", data=b"\x00\xff", content_type=kind)
    assert (made["isBase64Encoded"], base64.b64decode(made["body"])) == (True, b"\x00\xff")


def test_text_that_is_not_utf8_is_base64():
    made = event(method="POST", data=b"\xff", content_type="application/json")
    assert (made["isBase64Encoded"], base64.b64decode(made["body"])) == (True, b"\xff")


def test_cookies_are_in_their_list_or_in_the_header():
    sent = {"headers": {"Cookie": "a=1; b=x=y"}}
    assert event(**sent)["cookies"] == ["a=1", "b=x=y"]
    assert "cookie" not in event(**sent)["headers"]
    other = event(shape=Shape(cookies_in_headers=True), **sent)
    assert "cookies" not in other
    assert other["headers"]["cookie"] == "a=1; b=x=y"


@given(st.dictionaries(st.text("ab é&=%+;", min_size=1), st.text("xy 漢&=%+;"), max_size=3))
def test_every_shape_means_the_same_request_to_the_functions(fields):
    sent = {
        "method": "POST",
        "data": fields,
        "content_type": FORM,
        "headers": {"Cookie": "c=d; e=f"},
    }
    read = [request_from(event(shape=shape, **sent)) for shape in SHAPES]
    assert len({request.body for request in read}) == 1
    assert all(request.cookies == {"c": "d", "e": "f"} for request in read)
