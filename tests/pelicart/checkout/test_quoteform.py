import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import a_line, a_quote

from pelicart.checkout.quoteform import LARGEST, choice_digest, packed, read_reviewed
from pelicart.errors import BadRequest, QuoteChanged
from pelicart.web import STATUSES

QUOTE = a_quote()
PERSON = {"name": "Ada", "email": "ada@shop.example", "country": "FR"}
CLAIMS = {"digest": choice_digest(QUOTE, PERSON, "card")}
FORM = {**PERSON, "method": "card", "lines": packed(QUOTE), "quote": "a.b.c", "action": ""}


def squeezed(text):
    return base64.urlsafe_b64encode(zlib.compress(text.encode())).decode()


def test_what_was_shown_comes_back():
    reviewed = read_reviewed(FORM, CLAIMS)
    assert (reviewed.quote, reviewed.person, reviewed.method) == (QUOTE, PERSON, "card")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Eve"},
        {"name": ""},
        {"line1": "elsewhere"},
        {"country": "DE"},
        {"method": "cheque"},
        {"method": ""},
        {"lines": packed(a_quote(total=1))},
        {"lines": packed(a_quote(a_line(quantity=3)))},
        {"lines": squeezed("")},
    ],
)
def test_nothing_of_it_can_be_exchanged(change):
    with pytest.raises(QuoteChanged):
        read_reviewed({**FORM, **change}, CLAIMS)


@pytest.mark.parametrize("claims", [{}, {"digest": ""}, {"digest": 7}, {"digest": None}])
def test_a_token_that_binds_nothing_is_no_use(claims):
    with pytest.raises(QuoteChanged):
        read_reviewed(FORM, claims)


@pytest.mark.parametrize("lines", ["", "{}", "é", "====", base64.b64encode(b"\xff").decode()])
def test_lines_that_cannot_be_read_are_a_bad_request(lines):
    with pytest.raises((BadRequest, QuoteChanged)) as raised:
        read_reviewed({**FORM, "lines": lines}, CLAIMS)
    assert STATUSES[raised.value.code] < 500


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5))
def test_no_json_of_another_is_even_parsed(data):
    with pytest.raises(QuoteChanged):
        read_reviewed({**FORM, "lines": squeezed(json.dumps(data))}, CLAIMS)


def test_lines_that_would_fill_the_memory_are_not_unpacked():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * 100 * LARGEST)).decode()
    with pytest.raises(QuoteChanged):
        read_reviewed({**FORM, "lines": bomb}, CLAIMS)
