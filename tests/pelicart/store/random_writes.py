"""Writes, transactions and queries at random, for stores to agree on.

They keep to what each stand-in understands as DynamoDB does; `test_stand_ins.py` has the rest.
"""

from __future__ import annotations

from hypothesis import strategies as st

from pelicart.writes import SORTED_BY, Absent, AtLeast, AtMost, Counts, Is, Within, Write

KEYS = ("A", "B", "C", "CARD#A", "CARD#B")
PARTITIONS = ("P", "Q")
numbers = st.integers(-1, 2)
states = st.sampled_from(["new", "paid", ""])
names = st.text(min_size=1, max_size=2)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
# Each field keeps its type: moto takes True for 1 and a missing field for null, DynamoDB doesn't.
expectations = st.one_of(
    st.builds(Absent, st.sampled_from(["key", "state", "n", "log"])),
    st.builds(Is, st.just("state"), st.lists(states, min_size=1, max_size=2).map(tuple)),
    st.builds(AtLeast, st.sampled_from(["n", "state"]), numbers),
    st.builds(AtMost, st.sampled_from(["n", "log"]), numbers),
    st.builds(Within, st.sampled_from(["n", "log"]), numbers),
    st.builds(Counts, st.sampled_from(["n", "log"]), st.integers(0, 3)),
)


def sort_value(index, moment):
    """What an index sorts by: text in the merchant's list, a number in the others."""
    return f"{moment + 10:03d}" if index == "listing" else moment


@st.composite
def fields(draw, key):
    """What a write sets or puts. Equal sort values have no order: each key has its own."""
    moment = draw(numbers) * len(KEYS) + KEYS.index(key)
    partition = draw(st.sampled_from(PARTITIONS))
    listed = (
        {index: partition, sort: sort_value(index, moment)} for index, sort in SORTED_BY.items()
    )
    groups = [{"state": draw(states)}, {"data": draw(plain)}]
    # The second table has no index, and its items no such fields.
    groups += [] if key.startswith("CARD#") else listed
    chosen = {}
    for group in draw(st.lists(st.sampled_from(groups), max_size=len(groups))):
        chosen |= group
    return chosen


@st.composite
def writes(draw, key):
    expect = tuple(draw(st.just([]) | st.lists(expectations, max_size=2)))
    kind = draw(st.sampled_from(["put", "check", "check", "update", "update", "delete"]))
    chosen = draw(fields(key))
    if kind == "put":
        return Write(key, expect, put={**chosen, "n": draw(numbers)})
    if kind == "delete":
        return Write(key, expect, delete=True)
    if kind == "check" and expect:
        return Write(key, expect)
    removable = st.sampled_from(["data", "other", *SORTED_BY, *SORTED_BY.values()])
    gone = draw(st.sets(removable, max_size=3)) - chosen.keys()
    return Write(
        key,
        expect,
        set=chosen,
        add={"n": draw(numbers)},
        append=draw(st.fixed_dictionaries({}, optional={"log": st.lists(plain, max_size=2)})),
        remove=tuple(sorted(gone)),
    )


transactions = st.lists(st.sampled_from(KEYS), min_size=1, max_size=len(KEYS), unique=True).flatmap(
    lambda keys: st.tuples(*map(writes, keys))
)

queries = st.builds(
    lambda index, partition, moment, limit, newest: (
        (index, partition),
        {"upto": sort_value(index, moment), "limit": limit, "newest": newest},
    ),
    st.sampled_from(sorted(SORTED_BY)),
    st.sampled_from(PARTITIONS),
    st.integers(-len(KEYS), 3 * len(KEYS)),
    st.integers(1, len(KEYS)),
    st.booleans(),
)

steps = st.lists(st.tuples(transactions, st.booleans(), queries), min_size=2, max_size=8)
"""A transaction, whether its first write is made alone instead, and what is asked afterwards."""
