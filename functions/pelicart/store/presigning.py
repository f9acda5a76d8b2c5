"""AWS Signature Version 4 in an address: whoever has it may GET one object of S3, until it ends.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from pelicart.store.signing import ALGORITHM, Credentials, signing_key

UNRESERVED = "-_.~"
"""What S3 leaves as it is, besides letters and digits; slashes too, but in paths alone."""


def presigned(
    credentials: Credentials,
    region: str,
    url: str,
    asked: Mapping[str, str],
    at: int,
    seconds: int,
) -> str:
    """The address by which anybody may read `url`, from the epoch second `at` on, so many seconds.

    `url` has no query, its path is encoded; `asked` are parameters such as
    response-content-disposition. The same arguments give the same address.
    """
    parts = urlsplit(url)
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
    place = f"{moment[:8]}/{region}/s3/aws4_request"
    token = {"X-Amz-Security-Token": credentials.token} if credentials.token else {}
    query = _query(
        {
            **asked,
            **token,
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{credentials.access}/{place}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
        }
    )
    head = ("GET", parts.path, query, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD")
    digest = hashlib.sha256("\n".join(head).encode()).hexdigest()
    text = f"{ALGORITHM}\n{moment}\n{place}\n{digest}"
    signature = hmac.digest(signing_key(credentials.secret, place), text.encode(), "sha256").hex()
    return f"{url}?{query}&X-Amz-Signature={signature}"


def _query(parameters: Mapping[str, str]) -> str:
    pairs = (
        (quote(name, UNRESERVED), quote(text, UNRESERVED)) for name, text in parameters.items()
    )
    return "&".join(f"{name}={text}" for name, text in sorted(pairs))
