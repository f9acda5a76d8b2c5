"""SES over HTTP as moto imitates it, and as a server that fails on purpose."""

from __future__ import annotations

import json
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import create_backend_app
from moto.sesv2.models import sesv2_backends
from tests.pelicart.mail.letterbox import AT, mail

from pelicart.errors import MailDown, MailRefused, Misconfigured
from pelicart.mail import ses
from pelicart.mail.base import Sender
from pelicart.mail.message import written
from pelicart.mail.ses import open_ses
from pelicart_infra.local.serving import listen, server_for


@pytest.fixture
def opened():
    """Opens SES at an address; what it opens is closed after the test."""
    posts = []

    def open_at(url, configuration="", **other):
        environment = {
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKID",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL_SESV2": url,
        }
        posts.append(open_ses(environment | other, configuration, lambda: AT))
        return posts[-1]

    yield open_at
    for post in posts:
        post.caller.close()


@pytest.fixture(scope="module")
def service():
    """moto's SES, where the shop's domain is verified and no other."""
    server = server_for(create_backend_app("sesv2"), listen(0))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    url = f"http://127.0.0.1:{server.port}"
    keys = {"aws_access_key_id": "AKID", "aws_secret_access_key": "secret"}
    client = boto3.client("sesv2", region_name="eu-west-1", endpoint_url=url, **keys)
    client.create_email_identity(EmailIdentity="merle.example")
    client.close()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


def stored():
    return sesv2_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].core_backend.sent_messages


def test_what_ses_has_is_exactly_what_was_written(opened, service):
    letter = mail(text="Grüße 🧵\n.\n" + "x" * 2_000, sender=Sender("Été", "hello@merle.example"))
    opened(service).send(letter)
    assert stored()[-1].raw_data.encode() == written(letter, AT).as_bytes()
    assert "ada@customer.example" in stored()[-1].destinations


def test_a_megabyte_arrives_whole(opened, service):
    letter = mail(text="é🧵 " * 130_000, html="")
    opened(service).send(letter)
    assert stored()[-1].raw_data.encode() == written(letter, AT).as_bytes()


def test_what_ses_rejects_is_refused(opened, service):
    before = len(stored())
    with pytest.raises(MailRefused) as refused:
        opened(service).send(mail(sender=Sender("Eve", "eve@evil.example")))
    assert refused.value.ids == {"status": 400, "reason": "MessageRejected"}
    assert len(stored()) == before


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        if self.server.answer is None:
            self.close_connection = True
            return
        status, headers, answer = self.server.answer
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(answer))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def failing():
    """A server that answers as it is told; None is no answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answer = [], (200, {}, b'{"MessageId": "1"}')
    server.daemon_threads, server.url = True, f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def sent(failing, post, letter=None):
    post.send(letter or mail())
    return failing.asked[-1]


def test_one_mail_is_one_request_for_its_recipient_alone(opened, failing):
    path, headers, body = sent(failing, opened(failing.url, "orders"))
    data = json.loads(body)
    assert (path, headers["content-type"]) == ("/v2/email/outbound-emails", "application/json")
    raw = b64decode(data["Content"]["Raw"].pop("Data"))
    assert raw == written(mail(), AT).as_bytes()
    assert data == {
        "Destination": {"ToAddresses": ["ada@customer.example"]},
        "Content": {"Raw": {}},
        "ConfigurationSetName": "orders",
    }
    assert len(failing.asked) == 1


def test_without_a_configuration_set_none_is_named(opened, failing):
    _, _, body = sent(failing, opened(failing.url))
    assert "ConfigurationSetName" not in json.loads(body)


@pytest.mark.parametrize("token", ["", "a token of the role"])
def test_botocore_signs_alike(opened, failing, token):
    path, headers, body = sent(failing, opened(failing.url, AWS_SESSION_TOKEN=token))
    signature = headers.pop("authorization")
    signed = signature.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    request = AWSRequest("POST", failing.url + path, {n: headers[n] for n in signed}, body)
    request.context["timestamp"] = headers["x-amz-date"]
    auth = SigV4Auth(Credentials("AKID", "secret", token), "ses", "eu-west-1")
    canonical = auth.canonical_request(request)
    expected = auth.signature(auth.string_to_sign(request, canonical), request)
    assert signature.endswith(f"Signature={expected}")
    assert {"host", "x-amz-date", "content-type"} <= set(signed)
    assert ("x-amz-security-token" in signed) == bool(token)


def error(name, message="", status=400, *, in_body=False):
    body = {"message": message} | ({"__type": f"com.amazonaws#{name}"} if in_body else {})
    headers = {} if in_body else {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/"}
    return status, headers, json.dumps(body).encode()


@pytest.mark.parametrize("in_body", [True, False])
@pytest.mark.parametrize("name", ["MessageRejected", "BadRequestException"])
def test_an_error_about_the_mail_is_a_refusal(opened, failing, name, in_body):
    failing.answer = error(name, "Illegal address ada@customer.example", in_body=in_body)
    with pytest.raises(MailRefused) as refused:
        sent(failing, opened(failing.url))
    assert refused.value.ids == {"status": 400, "reason": name}
    assert "ada" not in f"{refused.value}{refused.value!r}"


def test_a_mail_that_is_too_large_is_a_refusal(opened, failing):
    failing.answer = (413, {}, b"")
    with pytest.raises(MailRefused):
        sent(failing, opened(failing.url))


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "AccountSuspendedException"),
        (400, "ExpiredTokenException"),
        (400, "LimitExceededException"),
        (400, "MailFromDomainNotVerifiedException"),
        (400, "SendingPausedException"),
        (400, "ThrottlingException"),
        (403, "AccessDeniedException"),
        (403, "SignatureDoesNotMatch"),
        (404, "NotFoundException"),
        (429, "TooManyRequestsException"),
        (500, "InternalFailure"),
        (503, "ServiceUnavailable"),
    ],
)
def test_an_error_about_the_account_or_the_moment_is_asked_again(opened, failing, status, name):
    failing.answer = error(name, status=status)
    with pytest.raises(MailDown) as down:
        sent(failing, opened(failing.url))
    assert down.value.ids == {"status": status, "reason": name}


def test_in_the_sandbox_a_mail_waits_until_its_recipient_is_verified(opened, failing):
    said = "Email address is not verified. The following identities failed the check in region"
    failing.answer = error("MessageRejected", said)
    with pytest.raises(MailDown):
        sent(failing, opened(failing.url))


@pytest.mark.parametrize(
    "answer",
    [
        None,
        (400, {}, b""),
        (400, {}, b"<html>"),
        (400, {}, b"[]"),
        (400, {"x-amzn-ErrorType": "Message Rejected\x01"}, b"{}"),
        (301, {"location": "http://127.0.0.1:9/"}, b""),
    ],
)
def test_an_answer_that_says_nothing_is_none(opened, failing, answer):
    failing.answer = answer
    with pytest.raises(MailDown):
        sent(failing, opened(failing.url))
    assert len(failing.asked) == 1


def test_a_yes_is_a_yes_whatever_stands_beside_it(opened, failing):
    failing.answer = (200, {}, b"<html>")
    sent(failing, opened(failing.url))


def test_nobody_listening_is_no_answer(opened):
    with pytest.raises(MailDown):
        opened("http://127.0.0.1:9").send(mail())


def test_an_address_that_ses_can_not_say_is_refused_unasked(opened, failing):
    with pytest.raises(MailRefused) as refused:
        opened(failing.url).send(mail(to="ζωή@customer.example"))
    assert refused.value.ids == {"reason": "address"}
    assert not failing.asked


@pytest.mark.parametrize("name", ["two words", "a" * 65, "é", "a/b"])
def test_what_can_be_no_configuration_set_is_told_at_once(opened, name):
    with pytest.raises(Misconfigured):
        opened("http://127.0.0.1:9", name)


def test_it_waits_longer_than_for_a_table():
    assert ses.SES.read > 3
