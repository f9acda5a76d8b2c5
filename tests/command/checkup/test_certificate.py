"""A shop over TLS on this machine, with certificates of different lives."""

import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import HTTPServer, SimpleHTTPRequestHandler
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pelicart_command.checkup import outside
from pelicart_command.checkup.http import Answer

NAMES = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])


def a_certificate(folder):
    """Signed by itself for a year; the file has its key, too."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(NAMES)
        .issuer_name(NAMES)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365, hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "shop.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, *plain) + made.public_bytes(pem))
    return file


@pytest.fixture
def secure(tmp_path, monkeypatch, patient):
    """The patient at an address over TLS, whose certificate this process trusts."""
    file = a_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    server.handle_error = lambda *_: None  # the doctor says goodbye right after the greeting
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cafile=file)
    monkeypatch.setattr(outside.ssl, "create_default_context", lambda: trusting)
    origin = f"https://127.0.0.1:{server.server_port}"
    yield replace(patient, environment={"PELICART_ORIGIN": origin})
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("days", "level", "left"), [(0, "ok", 365), (340, "warning", 25), (360, "WRONG", 5)]
)
def test_how_long_a_certificate_is_good_is_told(secure, days, level, left):
    later = replace(secure, now=lambda: datetime.now(UTC).timestamp() + days * 86_400)
    (found,) = outside.certificate(later)
    assert (found.level, found.what) == (level, f"the certificate is good for {left} days")


def test_a_certificate_that_nobody_trusts_is_told(secure, monkeypatch):
    strict = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr(outside.ssl, "create_default_context", lambda: strict)
    (found,) = outside.certificate(secure)
    assert found.level == "WRONG"
    assert "self-signed" in found.mend


@pytest.mark.parametrize(
    ("status", "to", "level"),
    [
        (301, "https://shop.example/", "ok"),
        (301, "https://elsewhere.example/", "WRONG"),
        (200, "", "WRONG"),
    ],
)
def test_http_must_lead_to_https_of_the_same_shop(patient, monkeypatch, status, to, level):
    headers = Message()
    headers["location"] = to
    monkeypatch.setattr(outside, "asked", lambda _: Answer(status, headers, ""))
    patient = replace(patient, environment={"PELICART_ORIGIN": "https://shop.example"})
    (found,) = outside.redirect(patient)
    assert found.level == level
