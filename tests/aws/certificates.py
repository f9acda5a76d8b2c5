"""A certificate for every host of AWS that the shop asks for, by an authority of the test's own."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LIFE = dt.timedelta(days=90)


def write_certificates(folder: Path, region: str) -> None:
    """`authority.pem`, which whoever asks must trust; `server.pem` and `server.key`."""
    now = dt.datetime.now(dt.UTC)
    ours, servers = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ours.public_key())
    hosts = ["localhost", "*.cloudfront.net", "*.amazonaws.com", f"*.{region}.amazonaws.com"]
    hosts += [f"*.{service}.{region}.amazonaws.com" for service in ("s3", "execute-api")]
    names = [*map(x509.DNSName, hosts), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]

    def begun(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name("An imitation of AWS"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - LIFE)
            .not_valid_after(now + LIFE)
            .add_extension(issuer, critical=False)
        )

    authority = (
        begun("An imitation of AWS", ours)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ours.public_key()), critical=False)
        .add_extension(_FOR_SIGNING, critical=True)
        .sign(ours, SHA256())
    )
    server = (
        begun("localhost", servers)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(ours, SHA256())
    )
    (folder / "authority.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(server.public_bytes(Encoding.PEM))
    (folder / "server.key").write_bytes(
        servers.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )


_FOR_SIGNING = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False,
    data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
    encipher_only=False, decipher_only=False,
)  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
