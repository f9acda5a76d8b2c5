from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pelicart.errors import Misconfigured, ProviderDown
from pelicart.payments.calling import LARGEST, Answer, Api

SECRET = "Bearer canary-of-a-token"
BRIEF = (0.5, 0.3)
BODY = b"{}"


@contextmanager
def answering(*parts: bytes, pause: float = 0, hangs: bool = False) -> Iterator[tuple[str, list]]:
    """A server of one answer, said in parts with pauses between; and what it was asked."""
    listener, heard, over = socket.create_server(("127.0.0.1", 0)), [], threading.Event()

    def serve():
        with listener, listener.accept()[0] as connection:
            try:
                while not hangs and not b"".join(heard).endswith(b"\r\n\r\n" + BODY):
                    heard.append(connection.recv(65536))
                    if not heard[-1]:
                        return
                for part in parts:
                    connection.sendall(part)
                    over.wait(pause)
            except OSError:
                return
            if hangs:
                over.wait(5)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        over.set()
        thread.join(5)


def said(status: int, body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 %d X" % status, b"content-length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def asked(*parts: bytes, **how):
    with answering(*parts, **how) as (url, _):
        return Api(url, BRIEF).call("POST", "/v1/x", BODY, {"authorization": SECRET})


@pytest.mark.parametrize("status", [200, 201, 202, 400, 401, 404, 409, 410, 422])
def test_an_answer_has_its_status_and_its_body_as_they_came(status):
    assert asked(said(status, b"caf\xc3\xa9\n")) == Answer(status, b"caf\xc3\xa9\n")


def test_an_answer_may_have_no_body():
    assert asked(b"HTTP/1.1 204 X\r\n\r\n") == Answer(204, b"")


def test_an_answer_in_chunks_is_put_together():
    head = b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n"
    assert asked(head, b"3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n").body == b"abcde"


def test_what_is_asked_is_what_is_sent_below_the_base():
    with answering(said(200, b"")) as (url, heard):
        Api(f"{url}/api/", BRIEF).call("POST", "/orders?a=1", BODY, {"x-key": "k"})
    head, _, body = b"".join(heard).partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/orders?a=1 HTTP/1.1\r\n")
    assert b"\r\nx-key: k" in head
    assert b"\r\nuser-agent: pelicart" in head
    assert body == BODY


@pytest.mark.parametrize(
    "status", [301, 302, 303, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599]
)
def test_a_status_that_answers_nothing_is_no_answer(status):
    with pytest.raises(ProviderDown) as down:
        asked(said(status, b"{}", b"location: /elsewhere"))
    assert down.value.ids["status"] == status


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"nonsense\r\n\r\n",),
        (b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nhalf",),
        (b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",),
        (b"HTTP/1.1 200 X\r\n" + b"a: b\r\n" * 500 + b"\r\n",),
        (said(200, b"x" * (LARGEST + 1)),),
    ],
    ids=["none", "no http", "half", "half a chunk", "headers", "too much"],
)
def test_what_is_no_whole_answer_is_no_answer(parts):
    with pytest.raises(ProviderDown):
        asked(*parts)


def test_the_largest_answer_is_read():
    assert len(asked(said(200, b"x" * LARGEST)).body) == LARGEST


def test_silence_is_no_answer():
    with pytest.raises(ProviderDown):
        asked(hangs=True)


def test_an_answer_that_trickles_in_is_given_up():
    head = b"HTTP/1.1 200 X\r\ncontent-length: 1000\r\n\r\n"
    with pytest.raises(ProviderDown):
        asked(head, *[b"x"] * 1000, pause=0.05)


def test_nobody_there_is_no_answer():
    with pytest.raises(ProviderDown):
        Api("http://127.0.0.1:1", BRIEF).call("GET", "/")


def test_a_host_that_speaks_no_tls_is_no_answer():
    with answering(said(200, b"{}")) as (url, _), pytest.raises(ProviderDown):
        Api(url.replace("http:", "https:"), BRIEF).call("GET", "/")


def test_what_was_sent_is_in_no_error():
    with pytest.raises(ProviderDown) as down:
        asked(said(500, SECRET.encode()))
    assert SECRET not in f"{down.value} {down.value.ids} {Answer(200, SECRET.encode())!r}"
    with pytest.raises(ProviderDown) as down:
        asked(SECRET.encode())
    assert SECRET not in f"{down.value} {down.value.ids}"
    assert down.value.__suppress_context__


@pytest.mark.parametrize(
    "base",
    [
        "",
        "api.example",
        "http://api.example",
        "http://localhost.example",
        "http://127.0.0.1@api.example",
        "https://key@api.example",
        "ftp://localhost",
        "file:///etc/passwd",
        "https://",
        "https://[",
        "https://api.example:port",
    ],
)
def test_nothing_is_asked_in_the_open(base):
    with pytest.raises(Misconfigured):
        Api(base)


@pytest.mark.parametrize(
    "base", ["https://api.example", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"]
)
def test_https_and_this_machine_are_taken(base):
    assert Api(base).timeout == (2, 8)


def test_a_json_answer_is_read_strictly():
    assert Answer(200, b'{"a": [1]}').json() == {"a": [1]}


@pytest.mark.parametrize("body", [b"", b"[]", b"<!doctype html>", b'{"a": NaN}', b"\xff"])
def test_an_answer_that_is_no_json_object_is_no_answer(body):
    with pytest.raises(ProviderDown) as down:
        Answer(200, body).json()
    assert down.value.ids["status"] == 200
