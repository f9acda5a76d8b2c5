"""Inputs that are nearly right: genuine ones, altered as fuzzers and forgers do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

WORDS = (
    b"", b"\x00", b"\x00" * 64, b"\r\n", b"%", b"%00", b"%0d%0a", b"%ff", b"%ed%a0%80", b"%u0041",
    b"+", b"&", b"=", b"&&", b";", b"..", b"//", b"\\", b"'", b'"', b"<script>", b"{{7*7}}",
    b"{", b"}", b"[" * 200, b"null", b"true", b"NaN", b"Infinity", b"1e9", b"-1", b"0x10", b"1.0",
    b"9" * 400, b"=cmd|", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", "\u202e".encode(),
    "\u200b".encode(), "\u2028".encode(), "\u0085".encode(), "٣".encode(), "Ａ".encode(),
    "e\u0301".encode(), b"\\ud800", b"=", b"A" * 3000, b"|" * 50, b":" * 50, b"~", b".",
)  # fmt: skip
"""What has broken readers elsewhere."""


@st.composite
def nearly(draw: st.DrawFn, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """A seed with up to four alterations, or sometimes bytes of no meaning at all."""
    if draw(st.integers(0, 15)) == 0:
        return draw(st.binary(max_size=200))
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        data = _altered(draw, data, seeds, (*WORDS, *words))
    return data


def _altered(draw: st.DrawFn, data: bytes, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    first, second = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    match draw(st.integers(0, 5)):
        case 0:
            return data[:first] + data[second:]
        case 1:
            return data[:first] + draw(st.sampled_from(words)) + data[second:]
        case 2:
            return data[:first] + draw(st.sampled_from(words)) + data[first:]
        case 3:
            return data[:second] + data[first:second] * 2 + data[second:]
        case 4:
            return data[:first] + draw(st.sampled_from(seeds))[first:]
        case _:
            return data[:first] + draw(st.binary(min_size=1, max_size=3)) + data[first + 1 :]


VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, -1, 2**70, 1e300, "", "\x00", "\ud800", "é\u202e", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@st.composite
def bent(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A seed of JSON in which up to three values were exchanged, left out or put elsewhere."""
    data = json.loads(draw(st.sampled_from(of_json(seeds))))
    for _ in range(draw(st.integers(1, 3))):
        data = _bent(draw, data)
    return json.dumps(data).encode()


def _bent(draw: st.DrawFn, data: Any) -> Any:
    if not isinstance(data, dict | list) or not data or draw(st.integers(0, 5)) == 0:
        return draw(VALUES)
    if isinstance(data, list):
        place = draw(st.integers(0, len(data) - 1))
        return [*data[:place], _bent(draw, data[place]), *data[place + 1 :]]
    name = draw(st.sampled_from(sorted(data)))
    rest = {key: value for key, value in data.items() if key != name}
    match draw(st.integers(0, 4)):
        case 0:
            return rest
        case 1:
            return {**rest, draw(st.text(max_size=4)): data[name]}
        case _:
            return {**rest, name: _bent(draw, data[name])}


def of_json(seeds: Sequence[bytes]) -> list[bytes]:
    """Those of the seeds that can be bent."""
    return [seed for seed in seeds if _is_object(seed)]


def _is_object(seed: bytes) -> bool:
    try:
        return isinstance(json.loads(seed), dict)
    except ValueError:
        return False
