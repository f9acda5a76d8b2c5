"""What S3 and CloudFront say, and what we make of it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from pelicart_command.publishing.errors import Denied, Missing, Unreachable
from pelicart_command.publishing.s3 import S3Bucket, meant


def refused(code, operation="PutObject"):
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (refused("AccessDenied"), Denied, "lack the right to PutObject"),
        (refused("ExpiredToken"), Denied, "Log in anew"),
        (NoCredentialsError(), Denied, "Log in, then run the same command again"),
        (refused("NoSuchBucket"), Missing, "isn't there"),
        (refused("SlowDown"), Unreachable, "run the same command again"),
        (refused("InternalError"), Unreachable, "run the same command again"),
        (EndpointConnectionError(endpoint_url="https://s3"), Unreachable, "Look at your network"),
    ],
)
def test_an_error_says_what_to_do(wrong, kind, words):
    with pytest.raises(kind, match=words) as told, meant("write site/index.html"):
        raise wrong
    assert str(told.value).startswith("can't write site/index.html: ")


def test_an_object_that_could_not_be_deleted_is_told():
    class Client:
        def delete_objects(self, **_):
            return {"Errors": [{"Key": "a", "Code": "AccessDenied", "Message": "Access Denied"}]}

    with pytest.raises(Denied, match="can't delete site/a"):
        S3Bucket(Client(), "site").delete(["a", "b"])
