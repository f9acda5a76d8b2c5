"""AWS Signature Version 4 for a POST to a service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
Importing botocore's signer costs about as much time as all the rest of a function.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs; `token` comes with temporary credentials and is sent as a header."""

    access: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


def authorization(
    credentials: Credentials,
    scope: tuple[str, str],
    headers: Mapping[str, str],
    body: bytes,
    path: str = "/",
) -> str:
    """The Authorization header, signing all of `headers`; `scope` is region and service.

    Header names are in lower case; `host` and `x-amz-date` (20261231T235959Z) are among them.
    `path` has nothing in it that a URL would escape.
    """
    moment = headers["x-amz-date"]
    place = "/".join((moment[:8], *scope, "aws4_request"))
    names = ";".join(sorted(headers))
    lines = [f"{name}:{' '.join(headers[name].split())}" for name in sorted(headers)]
    canonical = "\n".join(("POST", path, "", *lines, "", names, _hex(body)))
    text = "\n".join((ALGORITHM, moment, place, _hex(canonical.encode())))
    signature = _mac(signing_key(credentials.secret, place), text).hex()
    owner = f"Credential={credentials.access}/{place}"
    return f"{ALGORITHM} {owner}, SignedHeaders={names}, Signature={signature}"


def signing_key(secret: str, place: str) -> bytes:
    """The key for one day, region and service, such as `20150830/us-east-1/iam/aws4_request`."""
    key = b"AWS4" + secret.encode()
    for part in place.split("/"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
