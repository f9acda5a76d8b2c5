"""What carries the SDK's calls: one connection for as long as it can be trusted."""

import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from stripe import APIConnectionError

from pelicart.payments.stripe.carrier import Carrier

ANSWER = b"HTTP/1.1 200 OK\r\nRequest-Id: req_1\r\ncontent-length: 2\r\n\r\n{}"
FORM = b"amount=5"
LAST = ANSWER.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")


@contextmanager
def answering(*answers):
    """A server that gives these, each connection as many as it may; and what it was asked."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []
    waiting = list(answers)

    def serve():
        while waiting:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                heard.append([])
                while waiting and (asked := connection.recv(65536)):
                    while asked.startswith(b"POST") and not asked.endswith(FORM):
                        asked += connection.recv(65536)
                    heard[-1].append(asked)
                    answer = waiting.pop(0)
                    connection.sendall(answer)
                    if answer != ANSWER:
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1/charges?limit=1", heard
    finally:
        listener.close()
        thread.join(5)


@pytest.fixture
def carrier():
    made = Carrier((0.5, 0.5))
    yield made
    made.close()


def test_an_answer_has_body_status_and_headers_in_any_spelling(carrier):
    with answering(ANSWER) as (url, heard):
        body, status, headers = carrier.request("get", url, {"Authorization": "Bearer k"})
    assert (body, status) == (b"{}", 200)
    assert headers["request-id"] == headers["Request-Id"] == "req_1"
    assert headers.get("nothing") is None
    asked = heard[0][0]
    assert asked.startswith(b"GET /v1/charges?limit=1 HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer k\r\n" in asked


def test_a_form_is_posted_as_it_is(carrier):
    with answering(ANSWER) as (url, heard):
        carrier.request("post", url, {}, FORM.decode())
    assert heard[0][0].startswith(b"POST /v1/charges?limit=1 ")
    assert heard[0][0].endswith(b"\r\n\r\n" + FORM)


def test_calls_share_a_connection(carrier):
    with answering(ANSWER, ANSWER, ANSWER) as (url, heard):
        for _ in range(3):
            carrier.request("get", url, None)
    assert [len(asked) for asked in heard] == [3]


def test_a_connection_that_the_other_ends_is_not_used_again(carrier):
    with answering(LAST, ANSWER) as (url, heard):
        for _ in range(2):
            assert carrier.request("get", url, None)[1] == 200
    assert [len(asked) for asked in heard] == [1, 1]


def test_a_connection_that_rested_too_long_is_not_used_again(carrier, monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr("pelicart.payments.stripe.carrier.time", lambda: moment[0])
    with answering(LAST.replace(b"connection: close", b"x-a: b"), ANSWER) as (url, heard):
        carrier.request("get", url, None)
        moment[0] += 21
        carrier.request("get", url, None)
    assert len(heard) == 2


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n"])
def test_no_answer_may_be_asked_for_again(carrier, answer):
    with answering(answer, ANSWER) as (url, _):
        with pytest.raises(APIConnectionError) as failed:
            carrier.request("get", url, {"Authorization": "Bearer canary"})
        assert failed.value.should_retry
        assert "canary" not in repr(failed.value)
        assert carrier.request("get", url, None)[1] == 200


def test_a_certificate_that_is_none_is_not_tried_again(carrier, monkeypatch):
    def refused(*_):
        raise ssl.SSLCertVerificationError

    monkeypatch.setattr("pelicart.payments.stripe.carrier.connection_to", refused)
    with pytest.raises(APIConnectionError) as failed:
        carrier.request("get", "https://api.stripe.com/v1/charges", None)
    assert not failed.value.should_retry
