import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.errors import BadRequest, Forged
from pelicart.payments.stripe.notice import TOLERANCE, read_event, verify

SECRET = "whsec_test_secret"
AT = 1_700_000_000
BODY = b'{"id":"evt_test"}'
MAC = "13941114bb88ac44a76abcfddea5b92aa6182a4b63d8be3aae908a616083bd7e"


def signed(body, at=AT, secret=SECRET):
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return f"t={at},v1={mac}"


def test_the_published_vector_is_genuine():
    verify(BODY, f"t={AT},v1={MAC}", [SECRET], AT)


@pytest.mark.parametrize(
    "header",
    [
        f"t={AT},v1={'0' * 64},v1={MAC}",
        f"t={AT},v1={MAC},v0={'f' * 64}",
        f"v1={MAC},t={AT}",
        f"t={AT}, v1={MAC}",
        f"t={AT},v2=later,v1={MAC}",
    ],
)
def test_one_matching_signature_among_others_is_enough(header):
    verify(BODY, header, [SECRET], AT)


@pytest.mark.parametrize(
    "header",
    [
        "",
        ",",
        "t=,v1=",
        f"v1={MAC}",
        f"t={AT}",
        f"t={AT},v0={MAC}",
        f"t={AT},t={AT},v1={MAC}",
        f"t={AT},v1={MAC.upper()}",
        f"t={AT},v1={MAC[:-1]}",
        f"t={AT},v1={MAC}0",
        f"t=+{AT},v1={MAC}",
        f"t= {AT},v1={MAC}",
        f"t={AT}.0,v1={MAC}",
        f"t=１{str(AT)[1:]},v1={MAC}",
        f"t={AT},v1=é",
        f"t={AT},v1={MAC}" + "," * 3000,
    ],
)
def test_any_other_header_is_forged(header):
    with pytest.raises(Forged):
        verify(BODY, header, [SECRET], AT)


def test_the_body_may_be_any_bytes():
    body = b"\xff\x00\xfe"
    verify(body, signed(body), [SECRET], AT)


@given(st.binary(max_size=200), st.text(max_size=200))
def test_no_made_up_header_is_ever_genuine(body, header):
    with pytest.raises(Forged):
        verify(body, header, [SECRET], AT)


@pytest.mark.parametrize("secrets", [[], ["whsec_other"]])
def test_without_the_secret_nothing_is_genuine(secrets):
    with pytest.raises(Forged):
        verify(BODY, f"t={AT},v1={MAC}", secrets, AT)


@given(st.integers(-10 * TOLERANCE, 10 * TOLERANCE))
def test_the_time_is_bounded_both_ways(away):
    if abs(away) <= TOLERANCE:
        verify(BODY, signed(BODY), [SECRET], AT + away)
    else:
        with pytest.raises(Forged):
            verify(BODY, signed(BODY), [SECRET], AT + away)


KIND = b'"type": "checkout.session.completed", "livemode": false'


@pytest.mark.parametrize(
    "body",
    [
        b"{%s}" % KIND,
        b'{%s, "data": null}' % KIND,
        b'{%s, "data": []}' % KIND,
        b'{%s, "data": {"object": 7}}' % KIND,
        b'{%s, "data": {"object": {}}}' % KIND,
        b'{%s, "data": {"object": {"id": 7}}}' % KIND,
        b'{%s, "data": {"object": {"id": "cs_1", "metadata": 7}}}' % KIND,
        b'{%s, "data": {"object": {"id": "cs_1", "metadata": {"order": 7}}}}' % KIND,
        b'{"type": 7, "livemode": false}',
    ],
)
def test_an_event_of_another_shape_is_a_bad_request(body):
    with pytest.raises(BadRequest):
        read_event(body, live=False)


@pytest.mark.parametrize("mode", [b"true", b"0", b"null", b'"false"'])
def test_an_event_is_of_exactly_our_mode_or_forged(mode):
    with pytest.raises(Forged):
        read_event(b'{"type": "checkout.session.completed", "livemode": %s}' % mode, live=False)
