"""Whether an address was signed by the account, as S3 looks at it: botocore signs it again.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from __future__ import annotations

import calendar
import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

LONGEST = 7 * 86400
SKEW = 15 * 60
"""Seconds by which a signature may be ahead of this clock."""

ALGORITHM, DATE, EXPIRES = "X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Expires"
WHO, SIGNED, SIGNATURE = "X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature"
NEEDED = {ALGORITHM, WHO, DATE, EXPIRES, SIGNED, SIGNATURE}


@dataclass(frozen=True, slots=True)
class Account:
    """Whose signature is good, and for which region."""

    access: str
    secret: str = field(repr=False)
    region: str


class Denied(Exception):
    """S3's code and message."""

    def __init__(self, code: str = "AccessDenied", message: str = "Access Denied") -> None:
        super().__init__(message)
        self.code, self.message = code, message


def check(
    account: Account, method: str, url: str, query: Iterable[tuple[str, str]], now: float
) -> None:
    """Raises `Denied` unless the account signed this very request, and it is good now.

    `url` is without its query, `query` the decoded pairs of it.
    """
    pairs = tuple(query)
    found = dict(pairs)
    if len(found) != len(pairs) or not found.keys() >= NEEDED:
        raise Denied
    covered = {name: text for name, text in found.items() if name != SIGNATURE}
    signed = AWSRequest(method, url, params=covered)
    signed.context["timestamp"] = found[DATE]
    keys = Credentials(account.access, account.secret)
    signer = S3SigV4QueryAuth(keys, "s3", account.region)
    if found[ALGORITHM] != "AWS4-HMAC-SHA256" or found[SIGNED] != "host":
        raise Denied("AuthorizationQueryParametersError", "Not signed as is usual")
    if found[WHO] != signer.scope(signed):
        raise Denied("InvalidAccessKeyId", "No such account here, or another day or region")
    text = signer.string_to_sign(signed, signer.canonical_request(signed))
    if not hmac.compare_digest(signer.signature(text, signed).encode(), found[SIGNATURE].encode()):
        raise Denied("SignatureDoesNotMatch", "The request was changed after it was signed")
    _check_time(found[DATE], found[EXPIRES], now)


def _check_time(date: str, expires: str, now: float) -> None:
    try:
        begins = calendar.timegm(time.strptime(date, "%Y%m%dT%H%M%SZ"))
        seconds = int(expires)
    except ValueError:
        raise Denied("AuthorizationQueryParametersError", "No such time") from None
    if not 0 < seconds <= LONGEST:
        raise Denied("AuthorizationQueryParametersError", "Good for a week at most")
    if now < begins - SKEW:
        raise Denied(message="Request is not yet valid")
    if now > begins + seconds:
        raise Denied(message="Request has expired")
