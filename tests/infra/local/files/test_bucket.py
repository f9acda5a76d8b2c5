"""The files' bucket refuses whatever a private bucket of S3 would; botocore signs here."""

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from pelicart_infra.local.files import Account, serve_files

ACCOUNT = Account("AKID", "hush", "eu-west-1")
NAME = f"{'0a' * 16}-plan.svg"
CONTENT = b"<svg>what is sold</svg>"


class Clock:
    now = 1_800_000_000.0


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def bucket(tmp_path_factory, clock):
    folder = tmp_path_factory.mktemp("publication") / "files"
    folder.mkdir()
    (folder / NAME).write_bytes(CONTENT)
    (folder / f".{NAME}.new").write_bytes(b"half of it")
    (folder.parent / "catalogue.jsonl").write_text("all of it")
    server = serve_files(folder, ACCOUNT, clock=lambda: clock.now)
    yield server.url
    server.stop()


@pytest.fixture
def sign(bucket, clock, monkeypatch):
    """Signs as boto3 does, at the bucket's time."""

    def signed(name=NAME, seconds=300, account=ACCOUNT, method="GET", **asked):
        moment = datetime.fromtimestamp(clock.now, UTC)
        monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: moment)
        request = AWSRequest(method, f"{bucket}/{name}", params=asked)
        keys = Credentials(account.access, account.secret)
        S3SigV4QueryAuth(keys, "s3", account.region, seconds).add_auth(request)
        return request.url

    return signed


def get(url, **headers):
    with httpx.Client(trust_env=False) as client:
        return client.get(url, headers=headers)


def denied(answer, code="AccessDenied"):
    assert "what is sold" not in answer.text
    assert answer.headers["content-type"] == "application/xml"
    return (answer.status_code, f"<Code>{code}</Code>" in answer.text) == (403, True)


def test_a_signed_address_gives_the_file_to_be_saved(sign):
    saved = 'attachment; filename="plan.svg"'
    answer = get(sign(**{"response-content-disposition": saved}))
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-disposition"] == saved
    assert answer.headers["content-type"].startswith("image/svg+xml")


def test_a_broken_download_goes_on(sign):
    answer = get(sign(), range="bytes=5-")
    assert (answer.status_code, answer.content) == (206, CONTENT[5:])


@pytest.mark.parametrize(
    "path", ["", "/", f"/{NAME}", f"/{NAME}?X-Amz-Signature=0", "/?list-type=2"]
)
def test_what_is_not_signed_is_refused(bucket, path):
    assert denied(get(bucket + path))


def test_it_runs_out(sign, clock, monkeypatch):
    url = sign(seconds=300)
    monkeypatch.setattr(Clock, "now", clock.now + 300)
    assert get(url).status_code == 200
    monkeypatch.setattr(Clock, "now", clock.now + 1)
    assert denied(get(url))
    assert "Request has expired" in get(url).text


def test_one_of_the_future_is_refused(sign, clock, monkeypatch):
    url = sign()
    monkeypatch.setattr(Clock, "now", clock.now - 16 * 60)
    assert denied(get(url))


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (NAME, f"{'0b' * 16}-plan.svg"),
        ("X-Amz-Expires=300", "X-Amz-Expires=3000"),
        ("plan.svg%22", "evil.html%22"),
        ("attachment", "inline"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("?", "?response-content-type=text%2Fhtml&"),
    ],
)
def test_an_altered_address_is_refused(sign, part, other):
    url = sign(**{"response-content-disposition": 'attachment; filename="plan.svg"'})
    assert part in url
    assert denied(get(url.replace(part, other, 1)), "SignatureDoesNotMatch")


def test_a_parameter_twice_is_refused(sign):
    assert denied(get(f"{sign()}&X-Amz-Expires=300"))


@pytest.mark.parametrize(
    "account",
    [
        Account("OTHER", "hush", "eu-west-1"),
        Account("AKID", "hush", "us-east-1"),
    ],
)
def test_another_account_or_region_is_refused(sign, account):
    assert denied(get(sign(account=account)), "InvalidAccessKeyId")


def test_another_secret_is_refused(sign):
    account = Account("AKID", "guess", "eu-west-1")
    assert denied(get(sign(account=account)), "SignatureDoesNotMatch")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "POST"])
def test_an_address_is_good_for_reading_alone(sign, method):
    with httpx.Client(trust_env=False) as client:
        assert client.request(method, sign()).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["", "none.svg", f".{NAME}.new", "..%2Fcatalogue.jsonl", "%2e%2e/catalogue.jsonl", "a%00b"],
)
def test_only_files_are_given_and_what_is_not_there_looks_forbidden(sign, name):
    answer = get(sign(name))
    assert answer.status_code == 403
    assert "all of it" not in answer.text


def test_a_week_is_the_longest(sign):
    assert denied(get(sign(seconds=7 * 86400 + 1)), "AuthorizationQueryParametersError")


def test_it_lives_under_another_name_than_the_shop(bucket):
    assert urlsplit(bucket).hostname == "localhost"


def test_no_secret_shows_when_an_account_is_printed():
    assert "hush" not in repr(ACCOUNT)


def test_nonsense_is_refused(bucket):
    named = dict.fromkeys(
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires"], "é"
    )
    query = urlencode({**named, "X-Amz-SignedHeaders": "host", "X-Amz-Signature": "0"})
    assert get(f"{bucket}/{NAME}?{query}").status_code == 403
