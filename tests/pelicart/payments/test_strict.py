import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.errors import BadRequest
from pelicart.payments.strict import strict_object, text_at

SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text()
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(st.text(), NESTED, max_size=3)


@given(OBJECTS)
def test_an_object_reads_as_what_was_written(data):
    written = json.dumps(data, ensure_ascii=True).encode()
    assert strict_object(written) == data


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1]",
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": [-1e999]}',
        b'{"a": "\\ud800"}',
        b'{"\\uDC00\\ud800": 1}',
        b'{"a": 1} {}',
        b"\xef\xbb\xbf{}",
        b'{"a": "\xff"}',
        b"{'a': 1}",
        b'{"a": ' + b"[" * 100_000,
        b'{"a": ' + b"1" * 10_000 + b"}",
    ],
    ids=lambda body: repr(body[:16]),
)
def test_what_is_no_plain_object_is_a_bad_request(body):
    with pytest.raises(BadRequest):
        strict_object(body)


def test_a_text_is_found_by_its_path_and_missing_reads_as_empty():
    data = {"a": {"b": "x", "c": None, "d": 1}}
    assert text_at(data, "a", "b") == "x"
    assert text_at(data, "a", "c") == text_at(data, "z", "b") == ""
    for path in (("a",), ("a", "d"), ("a", "b", "c")):
        with pytest.raises(BadRequest):
            text_at(data, *path)
