"""S3 and CloudFront through boto3, and what their errors mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from boto3.exceptions import S3UploadFailedError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from pelicart_command.publishing.bucket import Bucket, Served, Stored
from pelicart_command.publishing.errors import AGAIN, Denied, Missing, Unreachable

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_cloudfront.type_defs import InvalidationBatchTypeDef, PathsTypeDef
    from mypy_boto3_s3 import S3Client

ATTEMPTS = 8
"""Times that boto3 asks before we give up: about half a minute of waiting in all."""

_DENIED = frozenset("AccessDenied AccessDeniedException Forbidden 403".split())
_EXPIRED = frozenset(
    "ExpiredToken ExpiredTokenException InvalidAccessKeyId InvalidToken InvalidClientTokenId "
    "UnrecognizedClientException SignatureDoesNotMatch TokenRefreshRequired".split()
)
_MISSING = frozenset("NoSuchKey NoSuchBucket NoSuchDistribution NotFound 404".split())


def config(connections: int) -> Config:
    """How clients ask: again where that helps, and one connection for each thread."""
    imitated = "AWS_ENDPOINT_URL" in os.environ or "AWS_ENDPOINT_URL_S3" in os.environ
    return Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=connections,
        connect_timeout=5,
        read_timeout=60,
        s3={"addressing_style": "path" if imitated else "auto"},
    )


@contextmanager
def meant(what: str) -> Iterator[None]:
    """Turns an error of AWS into one that says what to do; `what` ends "can't …"."""
    try:
        yield
    except ClientError as wrong:
        raise _meaning(wrong, what) from wrong
    except S3UploadFailedError as wrong:
        raise Unreachable(f"can't {what}: {wrong}; {AGAIN}") from wrong
    except NoCredentialsError as wrong:
        raise Denied(f"can't {what}: no credentials of AWS. Log in, then {AGAIN}") from wrong
    except BotoCoreError as wrong:
        raise Unreachable(
            f"can't {what}: {wrong}. Look at your network; when it is there, {AGAIN}"
        ) from wrong


def _meaning(wrong: ClientError, what: str) -> Denied | Missing | Unreachable:
    code = wrong.response.get("Error", {}).get("Code", "")
    if code in _EXPIRED:
        return Denied(f"can't {what}: AWS doesn't know these credentials ({code}). "
                      f"Log in anew, then {AGAIN}")  # fmt: skip
    if code in _DENIED:
        action = wrong.operation_name
        return Denied(
            f"can't {what}: your credentials lack the right to {action}. Take those that deployed "
            f"the shop, or let them be given it; then {AGAIN}"
        )
    if code in _MISSING:
        return Missing(f"can't {what}: it isn't there ({code})")
    return Unreachable(f"can't {what}: {wrong}; {AGAIN}")


class S3Bucket:
    """A `Bucket` of S3."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client, self.name = client, name

    def put(self, key: str, content: bytes | Path, kind: str = "") -> None:
        """Stores an object; a path's file in parts, if it is large."""
        kind = kind or "application/octet-stream"
        with meant(f"write {self.name}/{key}"):
            if isinstance(content, Path):
                extra = {"ContentType": kind}
                self._client.upload_file(str(content), self.name, key, ExtraArgs=extra)
            else:
                self._client.put_object(
                    Bucket=self.name, Key=key, Body=content, ContentType=kind
                )  # fmt: skip

    def copy(self, origin: Bucket, key: str, to: str, served: Served) -> None:
        """Has S3 copy an object of up to 5 GB."""
        with meant(f"copy {origin.name}/{key} to {self.name}/{to}"):
            self._client.copy_object(
                Bucket=self.name,
                Key=to,
                CopySource={"Bucket": origin.name, "Key": key},
                MetadataDirective="REPLACE",
                ContentType=served.kind,
                CacheControl=served.cache,
            )

    def read(self, key: str) -> bytes:
        """An object's content; `Missing`."""
        with meant(f"read {self.name}/{key}"):
            return self._client.get_object(Bucket=self.name, Key=key)["Body"].read()

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """The objects whose keys start so, a thousand at a time."""
        with meant(f"list {self.name}"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                for one in page.get("Contents", ()):
                    yield Stored(one["Key"], one["Size"], one["ETag"].strip('"'))

    def delete(self, keys: Sequence[str]) -> None:
        """Deletes at most `DELETED` objects."""
        with meant(f"empty {self.name} of what is gone"):
            answer = self._client.delete_objects(
                Bucket=self.name, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
            )
        if failed := answer.get("Errors"):
            one = failed[0]
            kind = Denied if one.get("Code") in _DENIED else Unreachable
            raise kind(f"can't delete {self.name}/{one.get('Key')}: {one.get('Message')}; {AGAIN}")


class CloudFront:
    """A `Cdn` of CloudFront."""

    def __init__(self, client: CloudFrontClient, distribution: str) -> None:
        self._client, self._distribution = client, distribution

    def forget(self, paths: Sequence[str]) -> None:
        """One invalidation; it is done within a minute or so."""
        items: PathsTypeDef = {"Quantity": len(paths), "Items": list(paths)}
        batch: InvalidationBatchTypeDef = {"Paths": items, "CallerReference": token_hex(16)}
        with meant(f"let CloudFront {self._distribution} forget {len(paths)} paths"):
            self._client.create_invalidation(
                DistributionId=self._distribution,
                InvalidationBatch=batch,
            )
