"""Readers of what the gateway hands over: events of an HTTP API, and of whatever else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.hostile.target import SEPARATOR, Accepted, Target, holds, joined, parts_of
from tests.pelicart.shopfront import ORIGIN, http_event

from pelicart.errors import BadRequest
from pelicart.request import FORM, LARGEST_BODY, Request, request_from

COOKIE = "1.abcdefghijklmnopqrstuvwxyz.EUR.en.MUG::1:1000"


def _is_request(request: Request) -> None:
    texts = [request.method, request.path, request.id, *request.cookies.values()]
    for pairs in (request.query, request.headers, request.cookies):
        texts += [text for pair in pairs.items() for text in pair]
    holds(all(type(text) is str for text in texts), "a request of other things than text")
    holds(all(name == name.lower() for name in request.headers), "a header's name in capitals")
    holds(len(request.body) <= LARGEST_BODY, "a body over the limit")


def _is_form(form: Mapping[str, str]) -> None:
    for text in (text for pair in form.items() for text in pair):
        text.encode()  # no lone surrogate may get as far as a page or the table
        holds(not any(ord(c) < 32 and c not in "\t\n\r" for c in text), "a control character")


def _event(data: bytes) -> Any:
    """JSON as it stands, or else an event of these parts, for fuzzers that know no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        if SEPARATOR not in data:
            raise BadRequest("the gateway sends JSON") from None
    method, query, head, cookies, encoded, body = (
        part.decode("latin-1") for part in parts_of(data, 6)
    )
    headers = dict(line.partition(":")[::2] for line in head.split("\n"))
    event = http_event(
        method, "/", query=query, headers=headers, cookies=cookies.split(";"), body=body
    )
    return {**event, "isBase64Encoded": encoded == "1"}


def read_event(data: bytes) -> None:
    """An event as JSON, in whatever shape; what is read of it must be a request, and a form."""
    request = request_from(_event(data))
    _is_request(request)
    _is_form(request.form(ORIGIN))


def read_older_event(data: bytes) -> None:
    """Events of payload format 1.0, of load balancers and of other services are none of ours."""
    event = _event(data)
    context = event.get("requestContext") if isinstance(event, dict) else None
    if isinstance(context, dict):
        context.pop("http", None)
    request_from(event)
    raise Accepted("an event of another format was read as a request")


def _events() -> list[bytes]:
    cookie = f"__Secure-cart={COOKIE}"
    headers = {"Content-Type": FORM, "ORIGIN": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    event = http_event("POST", "/shop/cart", headers=headers, cookies=[cookie], body="sku=MUG&q=1")
    encoded = {**event, "body": "c2t1PU1VRyZxPTE=", "isBase64Encoded": True}
    merged = {**event, "cookies": None, "headers": {**headers, "Cookie": cookie}}
    lists = {**event, "rawQueryString": "a=1,2&a=%C3%A9&b=+", "headers": {**headers, "X": "1,2"}}
    apart = joined(
        *(b"POST", b"a=1&b=%C3%A9", f"Content-Type:{FORM}\nOrigin:{ORIGIN}".encode()),
        *(cookie.encode(), b"0", b"sku=MUG&quantity=1&text.NAME=%C3%A9+x"),
    )
    return [*(json.dumps(one).encode() for one in (event, encoded, merged, lists)), apart]


def _older_events() -> list[bytes]:
    of_one = {
        "version": "1.0", "resource": "/shop/cart", "path": "/shop/cart", "httpMethod": "POST",
        "headers": {"Content-Type": FORM}, "multiValueHeaders": {"Content-Type": [FORM, FORM]},
        "queryStringParameters": {"a": "1"}, "multiValueQueryStringParameters": {"a": ["1", "2"]},
        "requestContext": {"httpMethod": "POST", "path": "/shop/cart", "requestId": "1"},
        "body": "sku=MUG", "isBase64Encoded": False,
    }  # fmt: skip
    balancer = {**of_one, "requestContext": {"elb": {"targetGroupArn": "arn:aws:x"}}}
    queue = {"Records": [{"eventSource": "aws:sqs", "body": "{}"}]}
    bus = {"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}
    return [json.dumps(one).encode() for one in (of_one, balancer, queue, bus)]


EVENTS = (
    Target("events, format 2.0", read_event, _events(), (b'"http"', b'"body"', b"null", b"1e999")),
    Target("events of other formats", read_older_event, _older_events()),
)
