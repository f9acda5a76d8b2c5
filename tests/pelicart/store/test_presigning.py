from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pelicart.errors import Misconfigured
from pelicart.store.files import files_origin, open_bucket
from pelicart.store.presigning import UNRESERVED, presigned
from pelicart.store.signing import Credentials

EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
ENVIRONMENT = {
    "PELICART_FILES": "https://merle-files.s3.eu-west-1.amazonaws.com/",
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "hush",
    "AWS_SESSION_TOKEN": "token/of=Lambda",
}


def at(*moment):
    return int(datetime(*moment, tzinfo=UTC).timestamp())


def test_an_address_is_signed_as_in_the_published_example():
    # https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    url = presigned(
        EXAMPLE,
        "us-east-1",
        "https://examplebucket.s3.amazonaws.com/test.txt",
        {},
        at(2013, 5, 24),
        86400,
    )
    assert url == (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
        "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&"
        "X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&"
        "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


words = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=12)
plain = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
keys = st.tuples(plain, words, st.just("") | words)
asked = st.dictionaries(
    st.sampled_from(["response-content-disposition", "response-cache-control", "zebra"]), words
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(words, asked, keys, st.integers(0, 2**32), st.integers(1, 9999))
def test_botocore_signs_alike(monkeypatch, name, asked, keys, now, seconds):
    url = f"https://b.s3.eu-west-1.amazonaws.com/files/{quote(name, UNRESERVED)}"
    moment = datetime.fromtimestamp(now, UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: moment)
    request = AWSRequest("GET", url, params=dict(asked))
    access, secret, token = keys
    theirs = BotocoreCredentials(access, secret, token or None)
    S3SigV4QueryAuth(theirs, "s3", "eu-west-1", seconds).add_auth(request)
    ours = presigned(Credentials(*keys), "eu-west-1", url, asked, now, seconds)
    assert dict(parse_qsl(urlsplit(ours).query)) == dict(parse_qsl(urlsplit(request.url).query))
    assert urlsplit(ours)[:3] == urlsplit(request.url)[:3]


def test_a_file_of_the_bucket_is_saved_under_its_name_with_lambdas_own_token():
    url = open_bucket(ENVIRONMENT).link("0a-plan.svg", "plan.svg", at(2027, 1, 15), 300)
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    assert url.startswith("https://merle-files.s3.eu-west-1.amazonaws.com/0a-plan.svg?")
    assert query["response-content-disposition"] == 'attachment; filename="plan.svg"'
    assert query["X-Amz-Security-Token"] == "token/of=Lambda"
    assert query["X-Amz-Expires"] == "300"
    assert "hush" not in url


def test_the_same_moment_gives_the_same_address():
    bucket = open_bucket(ENVIRONMENT)
    assert bucket.link("a", "a", 9, 300) == bucket.link("a", "a", 9, 300)
    assert bucket.link("a", "a", 9, 300) != bucket.link("a", "a", 10, 300)


@pytest.mark.parametrize("name", sorted(set(ENVIRONMENT) - {"AWS_SESSION_TOKEN"}))
def test_what_is_not_set_is_named(name):
    with pytest.raises(Misconfigured, match=name):
        open_bucket({**ENVIRONMENT, name: ""})


def test_no_secret_shows_when_a_bucket_is_printed():
    shown = repr(open_bucket(ENVIRONMENT))
    assert "hush" not in shown
    assert "token" not in shown


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://b.s3.eu-west-1.amazonaws.com/files", "https://b.s3.eu-west-1.amazonaws.com"),
        ("http://localhost:8123", "http://localhost:8123"),
        ("", ""),
    ],
)
def test_the_origin_for_the_policy_has_no_path(address, origin):
    assert files_origin({"PELICART_FILES": address}) == origin
