"""What makes all pages render again, and what doesn't."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pelican.plugins.pelicart.surroundings import digest_of, plain

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=10,
)


def shout(text: str) -> str:
    return text.upper()


def whisper(text: str) -> str:
    return text.lower()


class Thing:
    """Its `repr` has an address."""


@given(VALUES, VALUES)
def test_settings_that_differ_read_differently(one, other) -> None:
    assert (plain(one) == plain(other)) == (repr(one) == repr(other))


def test_an_address_in_memory_is_no_change() -> None:
    assert plain(Thing()) == plain(Thing())
    assert plain({"f": [lambda text: text]}) == plain({"f": [lambda text: text]})


def test_another_body_of_a_filter_is_a_change() -> None:
    before = shout.__code__
    was = plain({"shout": shout})
    try:
        shout.__code__ = whisper.__code__
        assert plain({"shout": shout}) != was
    finally:
        shout.__code__ = before


def test_sets_read_the_same_in_any_order() -> None:
    assert plain({"b", "a", "c"}) == plain({"c", "b", "a"})


def test_a_structure_that_contains_itself_ends() -> None:
    loop: list = []
    loop.append(loop)
    assert plain(loop)


def test_a_template_that_changed_its_text_but_not_its_time_is_a_change(tmp_path: Path) -> None:
    file = tmp_path / "base.html"
    file.write_text("one")
    before = digest_of({}, [tmp_path])
    assert digest_of({}, [tmp_path]) == before
    file.write_text("two")
    assert digest_of({}, [tmp_path]) != before


def test_where_a_site_is_built_is_no_change() -> None:
    here, there = {"OUTPUT_PATH": "/a", "SITENAME": "x"}, {"OUTPUT_PATH": "/b", "SITENAME": "x"}
    assert digest_of(here, []) == digest_of(there, [])
    assert digest_of(here, []) != digest_of({**here, "SITENAME": "y"}, [])
