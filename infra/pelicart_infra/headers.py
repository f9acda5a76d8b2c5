"""Headers of the static site, as data: the local gateway sends them, and so does CloudFront.

The functions send their own. Pages post to the shop alone, so `form-action` lists no provider.
"""

from __future__ import annotations

from collections.abc import Mapping

CONTENT_SECURITY = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)
ONLY_HTTPS = "upgrade-insecure-requests"

PERMISSIONS = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
"""Browser features that no page of the shop asks for, nor anything it might be tricked to embed."""

HSTS = "max-age=63072000; includeSubDomains"

REVALIDATED = "public, max-age=0, must-revalidate"
"""Pages and feeds: a price that was changed is never shown from a browser's cache."""

_LIVING = frozenset(
    "text/html text/plain application/json application/xml application/atom+xml "
    "application/rss+xml".split()
)

KEPT = "public, max-age=300, stale-while-revalidate=86400"
"""Pictures, styles, scripts: their names stay when they change, so not for long."""


def security_headers(*, https: bool) -> Mapping[str, str]:
    """What every answer of the site carries.

    Without https (the demo on loopback) the two headers are left out that would make a browser
    insist on it, for months and for every port of that host.
    """
    policy = (*CONTENT_SECURITY, ONLY_HTTPS) if https else CONTENT_SECURITY
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in PERMISSIONS),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return {**headers, "Strict-Transport-Security": HSTS} if https else headers


def cache_control(content_type: str) -> str:
    """How long a browser may keep an answer of this type."""
    return REVALIDATED if content_type.partition(";")[0] in _LIVING else KEPT
