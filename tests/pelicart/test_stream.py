"""Which orders a stream's records are about, whatever comes in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.stream import moved


def history(entries: int) -> dict[str, Any]:
    return {"history": {"L": [{"M": {}}] * entries}}


def record(number: str, key: str = "ORDER#A", old: int | None = 1, new: int | None = 2):
    """One record: the item had `old` entries in its history and has `new`; None: no such image."""
    images = {} if old is None else {"OldImage": history(old)}
    images |= {} if new is None else {"NewImage": history(new)}
    return {
        "eventSource": "aws:dynamodb",
        "eventName": "MODIFY" if old else "INSERT",
        "dynamodb": {"Keys": {"key": {"S": key}}, "SequenceNumber": number, **images},
    }


def heard(*records: Any) -> dict[str, str]:
    return moved({"Records": [*records]})


def test_an_order_that_has_a_new_entry_is_named_with_its_record():
    assert heard(record("100")) == {"A": "100"}


def test_so_is_one_that_is_new():
    assert heard(record("100", old=None, new=1)) == {"A": "100"}


def test_of_several_records_of_an_order_the_first_is_named():
    several = heard(record("100"), record("101", key="ORDER#B"), record("102", old=2, new=3))
    assert several == {"A": "100", "B": "101"}
    assert [*several] == ["A", "B"]


@pytest.mark.parametrize(("old", "new"), [(2, 2), (2, 1), (2, None), (None, None), (None, 0)])
def test_a_change_without_a_new_entry_is_no_news(old, new):
    assert heard(record("100", old=old, new=new)) == {}


@pytest.mark.parametrize(
    "key", ["STOCK#A", "PRODUCT#A", "SHOP", "ORDER#", "order#A", "", "XORDER#A"]
)
def test_other_items_are_none_of_ours(key):
    assert heard(record("100", key=key)) == {}


def test_an_id_longer_than_any_is_none():
    assert heard(record("100", key="ORDER#" + "A" * 65)) == {}


def test_a_broken_record_hides_no_other():
    assert heard(None, {}, {"dynamodb": []}, record("103")) == {"A": "103"}


@pytest.mark.parametrize("event", [None, [], {}, {"Records": None}, {"Records": {}}, "", 7])
def test_an_event_of_another_kind_is_about_nothing(event):
    assert moved(event) == {}


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(
        st.sampled_from(["dynamodb", "Keys", "key", "S", "NewImage", "OldImage", "history", "L"])
        | st.text(max_size=5), parts, max_size=4
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.lists(json, max_size=3))
def test_nothing_that_comes_is_a_crash(records):
    assert all(isinstance(one, str) for pair in heard(*records).items() for one in pair)


@given(json, st.sampled_from(["Keys", "SequenceNumber", "NewImage", "OldImage"]))
def test_nor_is_a_record_with_one_part_of_another_shape(odd, part):
    broken = record("100")
    broken["dynamodb"][part] = odd
    assert heard(broken, record("101", key="ORDER#B"))["B"] == "101"
