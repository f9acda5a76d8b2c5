"""Headers of the static site, as data: the local gateway sends them, and so does CloudFront.

The functions send their own. Pages post to the shop alone, so `form-action` lists no provider.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

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

IMMUTABLE = "public, max-age=31536000, immutable"
"""What changes its name when it changes."""

# As bundlers write a digest of the content: look.3f2a9c1b.css, or a long one after a dash. A date
# or a number alone is no digest, or a picture of 2024 would stay what it is for a year.
_DIGEST = re.compile(
    r".*(?:\.([0-9a-f]{8,64})|[-_]([0-9a-f]{16,64}))(?:\.min)?\.[a-z0-9]{2,5}", re.ASCII
)

# Not every machine's mime.types knows these, and the answer must not depend on the machine.
_TYPES: Mapping[str, str] = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_WITH_CHARSET = ("text/", "application/json", "application/xml", "image/svg+xml")


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


def content_type(name: str) -> str:
    """The media type by the name's ending; text is UTF-8, as Pelican writes it."""
    suffix = PurePosixPath(name).suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind.startswith(_WITH_CHARSET) else kind


def cache_control(content_type: str, name: str = "") -> str:
    """How long a browser may keep an answer of this type, from a file of this name."""
    if content_type.partition(";")[0] in _LIVING:
        return REVALIDATED
    return IMMUTABLE if _has_digest(PurePosixPath(name).name) else KEPT


def _has_digest(name: str) -> bool:
    found = _DIGEST.fullmatch(name)
    digest = (found[1] or found[2]) if found else ""
    return bool(re.search("[a-f]", digest) and re.search("[0-9]", digest))
