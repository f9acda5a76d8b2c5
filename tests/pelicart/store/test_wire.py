"""The light client against a server that answers, hesitates and hangs up as told."""

import datetime as dt
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pelicart.errors import TableDown
from pelicart.kept import IDLE
from pelicart.store import connection
from pelicart.store.signing import Credentials, authorization
from pelicart.store.wire import DYNAMODB, Caller, ClientError, Wire

MIDNIGHT = 1_767_225_600.0  # 2026-01-01T00:00:00Z
KEYS = Credentials("AKID", "secret", "token")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append((self.client_address, dict(self.headers), body))
        answer = self.server.script.pop(0)
        if callable(answer):
            answer(self)
        else:
            respond(self, *answer)

    def log_message(self, *_):
        pass


def respond(handler, status, body):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def hang_up(handler):
    handler.close_connection = True


def answer_and_hang_up(handler):
    respond(handler, 200, b"{}")
    hang_up(handler)


def never_answer(handler):
    handler.server.stopping.wait(5)
    hang_up(handler)


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.script, server.requests, server.stopping = [], [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock():
    return [MIDNIGHT]


def wired(endpoint, clock):
    return Wire(Caller(DYNAMODB, endpoint, "eu-west-1", KEYS, lambda: clock[0]))


@pytest.fixture
def wire(server, clock):
    client = wired(f"http://127.0.0.1:{server.server_port}", clock)
    yield client
    client.close()


def connections(server):
    return len({address for address, _, _ in server.requests})


def test_a_call_is_one_signed_request(server, wire):
    server.script = [(200, b'{"Item": {}}')]
    assert wire.put_item(TableName="shop", Item={"key": {"S": "é"}}) == {"Item": {}}
    _, headers, body = server.requests[0]
    assert json.loads(body) == {"TableName": "shop", "Item": {"key": {"S": "é"}}}
    signed = {
        "content-type": "application/x-amz-json-1.0",
        "host": f"127.0.0.1:{server.server_port}",
        "x-amz-date": "20260101T000000Z",
        "x-amz-security-token": "token",
        "x-amz-target": "DynamoDB_20120810.PutItem",
    }
    sent = {name.lower(): value for name, value in headers.items()}
    assert sent.items() >= signed.items()
    assert sent["authorization"] == authorization(KEYS, ("eu-west-1", "dynamodb"), signed, body)


@pytest.mark.parametrize(
    ("verb", "operation"),
    [
        ("batch_get_item", "BatchGetItem"), ("put_item", "PutItem"),
        ("update_item", "UpdateItem"), ("transact_write_items", "TransactWriteItems"),
        ("query", "Query"),
    ],
)  # fmt: skip
def test_each_verb_asks_for_its_operation(server, wire, verb, operation):
    server.script = [(200, b"{}")]
    getattr(wire, verb)()
    assert server.requests[0][1]["x-amz-target"] == f"DynamoDB_20120810.{operation}"


def test_the_connection_is_kept(server, wire, clock):
    server.script = [(200, b"{}"), (400, b'{"__type": "x#Y"}'), (200, b"{}")]
    wire.query()
    with pytest.raises(ClientError):
        wire.query()
    clock[0] += IDLE - 1
    wire.query()
    assert connections(server) == 1


def test_but_not_for_longer_than_it_can_be_trusted(server, wire, clock):
    server.script = [(200, b"{}"), (200, b"{}")]
    wire.query()
    clock[0] += IDLE
    wire.query()
    assert connections(server) == 2


def test_one_that_the_other_side_ended_is_replaced_before_anything_is_sent(server, wire):
    server.script = [answer_and_hang_up, (200, b'{"Count": 1}')]
    wire.query()
    wait_for_hang_up(wire)
    assert wire.query() == {"Count": 1}
    assert connections(server) == 2


def wait_for_hang_up(wire):
    kept = wire.caller._connection._kept.sock
    kept.recv(1)  # returns when the other side has closed, and leaves the socket readable


def test_a_request_without_an_answer_is_sent_once(server, wire):
    server.script = [hang_up, (200, b"{}")]
    with pytest.raises(TableDown):
        wire.update_item()
    assert len(server.requests) == 1
    assert wire.query() == {}


def test_an_answer_that_takes_too_long_is_none(server, wire, monkeypatch):
    monkeypatch.setattr(connection, "READ", 0.05)
    server.script = [never_answer]
    with pytest.raises(TableDown, match="TimeoutError"):
        wire.query()
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"", b"<html>"])
def test_an_answer_that_cannot_be_read_is_none(server, wire, body):
    server.script = [(200, body)]
    with pytest.raises(TableDown):
        wire.query()


def test_a_connection_is_tried_for_twice(clock, monkeypatch):
    tried = []

    def refuse(self):
        tried.append(self.timeout)
        raise ConnectionRefusedError

    monkeypatch.setattr(connection.HTTPConnection, "connect", refuse)
    gone = wired("http://127.0.0.1:9", clock)
    with pytest.raises(TableDown, match="ConnectionRefusedError"):
        gone.query()
    assert tried == [1.0, 1.0]


def test_an_error_is_laid_out_as_botocore_does(server, wire):
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message": "The conditional request failed",
        "Item": {"key": {"S": "A"}},
    }
    server.script = [(400, json.dumps(body).encode())]
    with pytest.raises(wire.exceptions.ClientError) as raised:
        wire.update_item()
    assert raised.value.response["Error"] == {
        "Code": "ConditionalCheckFailedException",
        "Message": "The conditional request failed",
    }
    assert raised.value.response["Item"] == {"key": {"S": "A"}}
    assert raised.value.response["ResponseMetadata"] == {"HTTPStatusCode": 400}


def test_a_server_error_needs_no_readable_body(server, wire):
    server.script = [(503, b"<html>")]
    with pytest.raises(ClientError) as raised:
        wire.query()
    assert raised.value.response["ResponseMetadata"] == {"HTTPStatusCode": 503}


def certificate(folder):
    """A self-signed certificate of 127.0.0.1, with its key, as one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "local")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(secret + signed.public_bytes(pem))
    return path


@pytest.fixture
def secured(server, tmp_path):
    """The path of the server's certificate, once it speaks TLS."""
    path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return path


@pytest.fixture
def secured_wire(server, clock):
    client = wired(f"https://127.0.0.1:{server.server_port}", clock)
    yield client
    client.close()


def test_nobody_is_believed_without_a_certificate_that_is_trusted(server, secured, secured_wire):
    with pytest.raises(TableDown, match="SSLCertVerificationError"):
        secured_wire.query()
    assert server.requests == []


def test_a_trusted_connection_is_kept_as_well(server, secured, secured_wire, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(secured))
    server.script = [(200, b"{}"), (200, b'{"Count": 1}')]
    secured_wire.query()
    assert secured_wire.query() == {"Count": 1}
    assert connections(server) == 1
