"""Whom a request comes from, as far as counting needs it: an address, and a name made of it.

Behind an HTTP API the gateway says who asks. Behind a CDN that is the CDN's own machine; then the
CDN tells the viewer's address in a header, which counts only beside a secret that the CDN adds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address

from pelicart.errors import Misconfigured, PastTheCdn
from pelicart.request import Request

SECRET_HEADER = "x-pelicart-origin"  # noqa: S105  a header's name
VIEWER_HEADER = "cloudfront-viewer-address"
"""`198.51.100.10:46532`, an IPv6 address without brackets too.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
"""

SHORTEST_SECRET = 32
NETWORK = 64
"""Bits of an IPv6 address that tell one line from another; the rest is its user's to choose."""

DAY = 86_400


def admit(request: Request, secrets: str) -> None:
    """Raises `PastTheCdn` for a request that doesn't bear one of the secrets, if there are any.

    `secrets` are parted by spaces: while one is exchanged, two are good.
    """
    good = [one.encode() for one in secrets.split()]
    if any(len(one) < SHORTEST_SECRET for one in good):
        raise Misconfigured(f"PELICART_ORIGIN_SECRET is shorter than {SHORTEST_SECRET} characters")
    sent = request.headers.get(SECRET_HEADER, "").encode()
    # Every one is compared, so that the time says nothing of which was right.
    if good and not sum([hmac.compare_digest(sent, one) for one in good]):
        raise PastTheCdn("the origin was asked without its secret")


def address_of(request: Request, *, by_cdn: bool) -> IPv4Address | IPv6Address:
    """The sender's address; `Misconfigured` if nobody says it: then nothing could be counted.

    `by_cdn`: the request was admitted by a CDN's secret, so its header is the CDN's.
    """
    # The port is what follows the last colon; brackets are no part of an address.
    viewer = request.headers.get(VIEWER_HEADER, "").rpartition(":")[0].strip("[]")
    try:
        found = ip_address(viewer if by_cdn else request.source)
    except ValueError:
        missing = VIEWER_HEADER if by_cdn else "sourceIp"
        raise Misconfigured(f"the gateway tells no address of who asks: {missing}") from None
    return getattr(found, "ipv4_mapped", None) or found


def alias(of: IPv4Address | IPv6Address, key: bytes, now: int) -> str:
    """What counters call an address today: nobody without the key can tell which one it is.

    Another one each day, so that no counter tells whether somebody came back.
    """
    line = of.packed[: NETWORK // 8] if of.version == 6 else of.packed
    mac = hmac.digest(key, b"client %d " % (now // DAY) + line, hashlib.sha256)
    return base64.b32encode(mac).decode()[:16]
