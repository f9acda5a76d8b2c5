"""The same random writes on DynamoDB's stand-in and in memory: the same items, refusals, lists."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pelicart.store.dynamo import DynamoStore
from pelicart.store.memory import MemoryStore
from pelicart.writes import Absent, AtLeast, AtMost, Counts, Is, Refused, Write

KEYS = ("A", "B", "C")
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
    st.builds(Counts, st.sampled_from(["n", "log"]), st.integers(0, 3)),
)


@st.composite
def fields(draw, key):
    """What a write sets or puts. Equal sort values have no order: each key has its own."""
    moment = draw(numbers) * len(KEYS) + KEYS.index(key)
    groups = [
        {"state": draw(states)},
        {"data": draw(plain)},
        {"due": "P", "due_at": moment},
        {"listing": draw(st.sampled_from(["P", "Q"])), "listed_at": f"{moment + 10:03d}"},
    ]
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
    gone = draw(st.sets(st.sampled_from(["due", "listed_at", "data", "other"]))) - chosen.keys()
    return Write(
        key,
        expect,
        set=chosen,
        add={"n": draw(numbers)},
        append=draw(st.fixed_dictionaries({}, optional={"log": st.lists(plain, max_size=2)})),
        remove=tuple(sorted(gone)),
    )


transactions = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).flatmap(
    lambda keys: st.tuples(*map(writes, keys))
)


def outcome(store, batch, *, alone):
    try:
        if alone and not batch[0].checks_only:
            return store.write(batch[0])
        return store.write_all(batch)
    except Refused as refused:
        return refused.items


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.tuples(transactions, st.booleans()), min_size=1, max_size=8), until=numbers
)
def test_stores_agree_on_random_writes(table_client, fresh_table, steps, until):
    dynamo, memory = DynamoStore(table_client, fresh_table), MemoryStore()
    for key in KEYS:
        table_client.delete_item(TableName=fresh_table, Key={"key": {"S": key}})
    for batch, alone in steps:
        here, there = (outcome(store, batch, alone=alone) for store in (memory, dynamo))
        assert typed(here) == typed(there)
    assert typed(dynamo.read(KEYS)) == typed(memory.read(KEYS))
    assert lists(dynamo, until) == lists(memory, until)


def lists(store, until):
    bounds = {"due": 99, "listing": f"{until * len(KEYS) + 10:03d}"}
    return [
        store.query(index, partition, upto=upto, limit=limit, newest=newest)
        for index, upto in bounds.items()
        for partition in ("P", "Q")
        for limit, newest in ((3, False), (2, True))
    ]


def typed(data):
    """Tells True from 1, which `==` doesn't."""
    match data:
        case dict():
            return {name: typed(value) for name, value in data.items()}
        case list() | tuple():
            return [typed(value) for value in data]
    return repr(data)
