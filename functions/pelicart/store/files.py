"""Bought files, in a private bucket: a function signs an address, and the browser fetches itself.

No byte of a file passes through a function, which has the right to read and never uses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from pelicart.environment import required
from pelicart.store.presigning import UNRESERVED, presigned
from pelicart.store.signing import Credentials

ADDRESS = "PELICART_FILES"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where files are, https://<bucket>.s3.<region>.amazonaws.com, maybe with a path; who signs."""

    address: str
    region: str
    credentials: Credentials

    def link(self, published: str, name: str, at: int, seconds: int) -> str:
        """The address of a published file, from `at` on; it is saved as `name`, never shown."""
        saved = {"response-content-disposition": f'attachment; filename="{name}"'}
        url = f"{self.address}/{quote(published, UNRESERVED)}"
        return presigned(self.credentials, self.region, url, saved, at, seconds)


def open_bucket(environment: Mapping[str, str]) -> Bucket:
    """The bucket of `PELICART_FILES`, in the function's own region; `Misconfigured`."""
    return Bucket(
        required(environment, ADDRESS).rstrip("/"),
        required(environment, "AWS_REGION"),
        Credentials(
            required(environment, "AWS_ACCESS_KEY_ID"),
            required(environment, "AWS_SECRET_ACCESS_KEY"),
            environment.get("AWS_SESSION_TOKEN", ""),
        ),
    )


def files_origin(environment: Mapping[str, str]) -> str:
    """The bucket's origin, for a policy; empty for whoever isn't given it."""
    parts = urlsplit(environment.get(ADDRESS, ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
