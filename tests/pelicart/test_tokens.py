import base64
import json
import warnings

import jwt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pelicart.errors import Forged, Misconfigured, QuoteExpired
from pelicart.tokens import LEEWAY, LIVES, Keyring

NOW = 1_800_000_000
KEY, OLD, OTHER = b"k" * 32, b"o" * 32, b"x" * 32
KEYS = Keyring({"new": KEY, "old": OLD})
CLAIMS = {
    "sub": "ORDER",
    "jti": "ORDER",
    "iss": "pelicart",
    "aud": "order",
    "iat": NOW,
    "exp": NOW + 60,
}
HEADERS = {"typ": "order+jwt", "kid": "new"}
TOKEN = KEYS.sign("order", "ORDER", NOW)


def made(claims=None, headers=None, key=KEY, algorithm="HS256"):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some keys are short on purpose
        return jwt.encode(
            {**CLAIMS, **(claims or {})}, key, algorithm, {**HEADERS, **(headers or {})}
        )


def without(claim):
    claims = {name: value for name, value in CLAIMS.items() if name != claim}
    return jwt.encode(claims, KEY, "HS256", HEADERS)


def unsigned(algorithm):
    def part(data):
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    return f"{part({**HEADERS, 'alg': algorithm})}.{part(CLAIMS)}."


def forged(token, purpose="order"):
    with pytest.raises(Forged):
        KEYS.verify(purpose, token, NOW)


def test_a_token_says_what_was_signed():
    token = KEYS.sign("quote", "ORDER", NOW, total=2500, cur="EUR")
    claims = KEYS.verify("quote", token, NOW + 60)
    assert (claims["sub"], claims["jti"], claims["total"], claims["cur"]) == (
        "ORDER",
        "ORDER",
        2500,
        "EUR",
    )


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "hs256", "RS256", ""])
def test_a_token_without_our_algorithm_is_forged(algorithm):
    forged(unsigned(algorithm))
    forged(unsigned(algorithm) + TOKEN.rpartition(".")[2])


@pytest.mark.parametrize(
    ("what", "token"),
    [
        ("another algorithm", made(algorithm="HS384", key=KEY * 2)),
        ("another key", made(key=OTHER)),
        ("another audience", made({"aud": "quote"})),
        ("several audiences, none ours", made({"aud": ["quote", "return"]})),
        ("another issuer", made({"iss": "somebody"})),
        ("another type", made(headers={"typ": "quote+jwt"})),
        ("the common type", made(headers={"typ": "JWT"})),
        ("an unknown key id", made(headers={"kid": "newer"})),
        ("a path for a key id", made(headers={"kid": "../../dev/null"})),
        ("an extension we must understand", made(headers={"crit": ["exp"]})),
        ("a subject that is no text", made({"sub": 7})),
        ("a past", made({"exp": NOW - LEEWAY - 1})),
        ("a future", made({"iat": NOW + LEEWAY + 1})),
        ("an end that is no number", made({"exp": "tomorrow"})),
        ("a key of its own", made(headers={"jwk": {"kty": "oct", "k": "a2tr"}}, key=OTHER)),
        *((f"no {claim}", without(claim)) for claim in CLAIMS),
    ],
)
def test_a_token_is_forged_with(what, token):
    forged(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        TOKEN + "=",
        TOKEN + "==",
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN + "\n",
        " " + TOKEN,
        TOKEN.replace(".", "..", 1),
        TOKEN[:-3] + "*" + TOKEN[-3:],
        TOKEN[:-3] + "\u00e9" + TOKEN[-3:],
        "a" * 1_000_000,
        TOKEN + "a" * 1_000_000,
        f"{'W' * 1500}.e30.{'A' * 43}",
    ],
    ids=lambda token: token[-20:],
)
def test_what_is_no_token_is_forged(token):
    forged(token)


def test_a_header_that_is_no_object_is_forged():
    for header in ("[" * 500, "7", '"x"', '{"kid": []}', '{"kid": {}}', "\xff"):
        encoded = base64.urlsafe_b64encode(header.encode("latin-1")).decode().rstrip("=")
        forged(f"{encoded}.e30.{'A' * 43}")


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_no_character_can_be_exchanged(place, character):
    assume(character != TOKEN[place])
    forged(TOKEN[:place] + character + TOKEN[place + 1 :])


@given(st.text(max_size=300))
def test_no_text_is_a_token(text):
    forged(text)


@pytest.mark.parametrize("purpose", ["quote", "return"])
def test_a_token_serves_its_own_purpose_alone(purpose):
    forged(TOKEN, purpose)


def test_a_clock_may_differ_by_a_minute():
    KEYS.verify("order", TOKEN, NOW - LEEWAY)
    KEYS.verify("order", TOKEN, NOW + LIVES["order"] + LEEWAY)
    forged_later = NOW + LIVES["order"] + LEEWAY + 1
    with pytest.raises(Forged):
        KEYS.verify("order", TOKEN, forged_later)


def test_an_old_quote_is_expired_and_not_forged():
    token = KEYS.sign("quote", "ORDER", NOW)
    with pytest.raises(QuoteExpired):
        KEYS.verify("quote", token, NOW + LIVES["quote"] + LEEWAY + 1)


def test_the_first_key_signs_and_every_key_verifies():
    before, after = Keyring({"old": OLD}), Keyring({"old": OLD, "new": KEY})
    assert KEYS.verify("order", before.sign("order", "ORDER", NOW), NOW)
    assert after.verify("order", TOKEN, NOW)
    with pytest.raises(Forged):
        before.verify("order", TOKEN, NOW)


@pytest.mark.parametrize("keys", [{}, {"a": b"short"}, {"a": KEY, "b": b"s" * 31}])
def test_a_short_key_is_a_mistake_of_the_operator(keys):
    with pytest.raises(Misconfigured):
        Keyring(keys)


def test_a_keyring_does_not_show_its_keys():
    assert "kkkk" not in repr(KEYS)
