import hashlib

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from pelicart.store.signing import Credentials, authorization, signing_key

# AWS's published test suite: aws-c-auth, tests/aws-signing-test-suite/v4.
EXAMPLE = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SCOPE = ("us-east-1", "service")
PLAIN = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}
FORM = b"Param1=value1"
TOKEN = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPf"
    "IeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7W"
    "Z0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8F"
    "DrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
)
FORM_HEADERS = {
    "content-length": "13",
    "content-type": "application/x-www-form-urlencoded",
    "x-amz-content-sha256": hashlib.sha256(FORM).hexdigest(),
}


@pytest.mark.parametrize(
    ("more", "body", "signed", "signature"),
    [
        pytest.param(
            {}, b"", "host;x-amz-date",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            id="post-vanilla",
        ),
        pytest.param(
            {"x-amz-security-token": TOKEN}, b"", "host;x-amz-date;x-amz-security-token",
            "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
            id="post-sts-header-before",
        ),
        pytest.param(
            FORM_HEADERS, FORM, "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
            id="post-x-www-form-urlencoded",
        ),
    ],
)  # fmt: skip
def test_requests_are_signed_as_in_the_published_examples(more, body, signed, signature):
    assert authorization(EXAMPLE, SCOPE, PLAIN | more, body) == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        f"SignedHeaders={signed}, Signature={signature}"
    )


words = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=12)
values = st.lists(words, min_size=1, max_size=3).map("  ".join)
headers = st.dictionaries(
    st.sampled_from(["content-type", "x-amz-target", "x-own", "accept-encoding"]), values
)


@given(st.binary(max_size=200), headers, words, words, words)
def test_botocore_signs_alike(body, more, access, secret, token):
    request = AWSRequest("POST", "https://dynamodb.eu-west-1.amazonaws.com/", more, body)
    keys = BotocoreCredentials(access, secret, token)
    SigV4Auth(keys, "dynamodb", "eu-west-1").add_auth(request)
    sent = {name.lower(): value for name, value in request.headers.items()}
    signature = sent.pop("authorization")
    sent["host"] = "dynamodb.eu-west-1.amazonaws.com"
    scope = ("eu-west-1", "dynamodb")
    assert authorization(Credentials(access, secret), scope, sent, body) == signature


def test_another_path_than_the_root_is_signed_as_botocore_does():
    path, body = "/v2/email/outbound-emails", b"{}"
    request = AWSRequest("POST", f"https://email.eu-west-1.amazonaws.com{path}", {}, body)
    SigV4Auth(BotocoreCredentials("AKID", "hush"), "ses", "eu-west-1").add_auth(request)
    sent = {name.lower(): value for name, value in request.headers.items()}
    signature = sent.pop("authorization")
    sent["host"] = "email.eu-west-1.amazonaws.com"
    keys, scope = Credentials("AKID", "hush"), ("eu-west-1", "ses")
    assert authorization(keys, scope, sent, body, path) == signature


def test_the_key_of_a_day_is_derived_as_documented():
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-examples.html
    key = signing_key(EXAMPLE.secret, "20150830/us-east-1/iam/aws4_request")
    assert key.hex() == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"


def test_no_secret_shows_when_credentials_are_printed():
    assert repr(Credentials("AKID", "hush", "hush")) == "Credentials(access='AKID')"
