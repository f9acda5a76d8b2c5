"""What every store promises."""

import pytest

from pelicart.store.dynamo import DynamoStore
from pelicart.store.memory import MemoryStore
from pelicart.store.signing import Credentials
from pelicart.store.wire import DYNAMODB, Caller, Wire
from pelicart.writes import Absent, AtLeast, AtMost, Counts, Is, Refused, Within, Write

NESTED = {
    "text": 'é 漢 "x" <b>',
    "empty": "",
    "zero": 0,
    "negative": -12,
    "huge": 10**37,
    "yes": True,
    "no": False,
    "nothing": None,
    "lines": [{"unit": 1250, "extras": [], "choice": [["Size", "A5"]]}],
    "none": [],
    "blank": {},
    "deep": {"a": [{"b": [1, [2, {"c": False}]]}]},
}  # fmt: skip


@pytest.fixture
def wire(local_table):
    credentials = Credentials("local", "local", "token")
    client = Wire(Caller(DYNAMODB, local_table, "eu-west-1", credentials))
    yield client
    client.close()


MINISTACK = pytest.param("ministack_tables", marks=pytest.mark.slow)


@pytest.fixture(params=["memory", "table_client", "wire", MINISTACK])
def store(request):
    if request.param == "memory":
        return MemoryStore()
    if request.param == "ministack_tables":
        return request.getfixturevalue(request.param)
    client = request.getfixturevalue(request.param)
    cards = request.getfixturevalue("fresh_cards")
    return DynamoStore(client, request.getfixturevalue("fresh_table"), cards)


def test_what_was_put_is_read_back_to_the_type(store):
    put = store.write(Write("A", put=NESTED))
    read = store.read(["A"])["A"]
    assert put == read == {"key": "A", **NESTED}
    assert repr({**read, "key": None}) == repr({**put, "key": None})
    assert [type(read[name]) for name in ("zero", "yes", "huge")] == [int, bool, int]


def test_tuples_come_back_as_lists(store):
    store.write(Write("A", set={"pair": ("a", ("b",))}, append={"log": ({"at": 1},)}))
    assert store.read(["A"]) == {"A": {"key": "A", "pair": ["a", ["b"]], "log": [{"at": 1}]}}


@pytest.mark.parametrize("value", [1.5, 3.0, b"bytes", {1, 2}, object(), {1: "a"}, [[0.1]]])
def test_what_the_table_does_not_hold_is_refused_before_anything_is_written(store, value):
    with pytest.raises(TypeError):
        store.write(Write("A", set={"x": value}))
    with pytest.raises(TypeError):
        store.write(Write("A", put={"x": value}))
    with pytest.raises(TypeError):
        store.write_all([Write("B", set={"x": 1}), Write("A", append={"x": [value]})])
    assert store.read(["A", "B"]) == {}


def test_only_items_that_exist_are_read_each_once(store):
    store.write(Write("A", set={"x": 1}))
    assert store.read(["A", "B", "A"]) == {"A": {"key": "A", "x": 1}}
    assert store.read([]) == {}


def test_a_hundred_keys_are_read_at_once_and_no_more(store):
    for number in (0, 99):
        store.write(Write(f"K{number}", set={"x": number}))
    assert store.read([f"K{number}" for number in range(100)]).keys() == {"K0", "K99"}
    with pytest.raises(ValueError, match="101"):
        store.read([f"K{number}" for number in range(101)])


def test_a_write_makes_the_item_and_answers_with_it_as_it_is_after(store):
    made = store.write(Write("A", set={"state": "new"}, add={"n": 2}, append={"log": [1]}))
    assert made == {"key": "A", "state": "new", "n": 2, "log": [1]}
    changed = store.write(
        Write("A", set={"state": "paid"}, add={"n": -5}, append={"log": [2, 3]}, remove=("gone",))
    )
    assert changed == {"key": "A", "state": "paid", "n": -3, "log": [1, 2, 3]}
    assert store.write(Write("A", expect=(Is("n", (-3,)),), remove=("n", "log"))) == {
        "key": "A",
        "state": "paid",
    }


def test_a_put_leaves_nothing_of_the_item_before(store):
    store.write(Write("A", set={"old": 1}))
    assert store.write(Write("A", put={"new": 2})) == {"key": "A", "new": 2}
    assert store.read(["A"]) == {"A": {"key": "A", "new": 2}}


def test_a_put_of_nothing_leaves_the_bare_key(store):
    assert store.write(Write("A", put={})) == {"key": "A"}


def test_fields_named_by_reserved_words_or_signs_are_like_others(store):
    names = {"name": 1, "size": 2, "a.b": 3, "#x": 4, ":v": 5, "with space": 6, "é": 7}
    store.write(Write("A", set=names))
    after = store.write(Write("A", expect=(Is("a.b", (3,)), AtLeast("size", 2)), add={"name": 1}))
    assert after == {"key": "A", **names, "name": 2}


ITEM = {"state": "paid", "n": 5, "text": "7", "yes": True, "list": [1], "map": {"a": 1}}


@pytest.mark.parametrize(
    "expectation",
    [
        Absent("other"), Is("state", ("paid",)), Is("state", ("new", "paid")), Is("n", (5,)),
        Is("yes", (True,)), Is("list", ([1],)), Is("map", ({"a": 1},)), AtLeast("n", 5),
        AtLeast("n", -1), AtMost("n", 5), AtMost("n", 6), Counts("list", 1), Counts("other", 0),
        Within("n", 5), Within("n", 6), Within("other", 0), Within("other", -1),
    ],
)  # fmt: skip
def test_an_expectation_that_holds_lets_the_write_through(store, expectation):
    store.write(Write("A", set=ITEM))
    assert store.write(Write("A", expect=(expectation,), set={"done": 1}))["done"] == 1


@pytest.mark.parametrize(
    "expectation",
    [
        Absent(), Absent("state"), Absent("yes"), Is("state", ("new",)), Is("state", (5,)),
        Is("other", ("paid",)), Is("n", ("5",)), Is("n", (4, 6)), Is("list", ([],)),
        Is("map", ({"a": 2},)), Is("map", ({},)), AtLeast("n", 6), AtMost("n", 4),
        AtLeast("other", 0), AtMost("other", 0), AtLeast("text", 0), AtMost("text", 99),
        AtLeast("yes", 0), AtMost("yes", 9), AtLeast("list", 0), AtMost("map", 9),
        Counts("list", 0), Counts("list", 2), Counts("other", 1), Counts("text", 1),
        Counts("map", 1), Counts("n", 5), Counts("text", 0), Within("n", 4), Within("text", 9),
        Within("yes", 9), Within("list", 9),
    ],
)  # fmt: skip
def test_one_that_does_not_hold_writes_nothing_and_shows_the_item(store, expectation):
    before = store.write(Write("A", set=ITEM))
    with pytest.raises(Refused) as refused:
        store.write(Write("A", expect=(Absent("other"), expectation), set={"done": 1}))
    assert refused.value.items == (before,)
    assert store.read(["A"]) == {"A": before}


@pytest.mark.parametrize(
    "expectation",
    [Is("n", (0,)), AtLeast("n", 0), AtMost("n", 0), AtLeast("n", -1), Counts("n", 1)],
)
def test_an_expectation_of_an_item_that_is_not_there_shows_an_empty_one(store, expectation):
    with pytest.raises(Refused) as refused:
        store.write(Write("A", expect=(expectation,), add={"n": 1}))
    assert refused.value.items == ({},)
    assert store.read(["A"]) == {}


def test_what_is_deleted_is_gone_and_deleting_it_again_does_nothing(store):
    store.write(Write("A", set={"x": 1}))
    for _ in range(2):
        assert store.write(Write("A", delete=True)) == {}
        assert store.read(["A"]) == {}


def test_a_deletion_may_expect_something(store):
    here = store.write(Write("A", set={"n": 1}))
    with pytest.raises(Refused) as refused:
        store.write(Write("A", expect=(AtLeast("n", 2),), delete=True))
    assert refused.value.items == (here,)
    assert store.read(["A"]) == {"A": here}
    store.write(Write("A", expect=(AtLeast("n", 1),), delete=True))
    assert store.read(["A"]) == {}


def test_a_transaction_spans_the_two_tables(store):
    both = [Write("CARD#1", put={"kid": "k"}), Write("ORDER#1", expect=(Absent(),), put={"n": 1})]
    store.write_all(both)
    items = {"CARD#1": {"key": "CARD#1", "kid": "k"}, "ORDER#1": {"key": "ORDER#1", "n": 1}}
    assert store.read(["ORDER#1", "CARD#1", "CARD#2"]) == items
    with pytest.raises(Refused):
        store.write_all([Write("CARD#1", delete=True), both[1]])
    assert store.read(["CARD#1"]) == {"CARD#1": items["CARD#1"]}
    store.write_all([Write("CARD#1", delete=True), Write("ORDER#1", add={"n": 1})])
    assert store.read(["CARD#1", "ORDER#1"]) == {"ORDER#1": {"key": "ORDER#1", "n": 2}}


def test_a_transaction_writes_all(store):
    store.write(Write("C", set={"n": 1}))
    store.write_all(
        [
            Write("A", expect=(Absent(),), put={"x": 1}),
            Write("B", add={"n": 3}, append={"log": ["a"]}),
            Write("C", expect=(AtLeast("n", 1),)),
            Write("D", expect=(Absent(),)),
        ]
    )
    assert store.read(["A", "B", "C", "D"]) == {
        "A": {"key": "A", "x": 1},
        "B": {"key": "B", "n": 3, "log": ["a"]},
        "C": {"key": "C", "n": 1},
    }


def test_or_nothing_and_says_of_each_write_whether_it_was_to_blame(store):
    here = store.write(Write("A", set={"x": 1}))
    low = store.write(Write("C", set={"avail": 1}))
    with pytest.raises(Refused) as refused:
        store.write_all(
            [
                Write("A", expect=(Absent(),), put={"x": 2}),
                Write("B", set={"x": 2}),
                Write("C", expect=(AtLeast("avail", 2),), add={"avail": -2}),
                Write("D", expect=(AtLeast("avail", 2),)),
            ]
        )
    assert refused.value.items == (here, None, low, {})
    assert store.read(["A", "B", "C", "D"]) == {"A": here, "C": low}


def test_a_transaction_of_one_write_is_refused_alike(store):
    here = store.write(Write("A", set={"x": 1}))
    for write in (Write("A", expect=(Absent(),), put={}), Write("A", expect=(Absent(),))):
        with pytest.raises(Refused) as refused:
            store.write_all([write])
        assert refused.value.items == (here,)


def test_a_transaction_takes_a_hundred_items_each_once(store):
    store.write_all([Write(f"K{number}", set={"x": number}) for number in range(100)])
    assert len(store.read([f"K{number}" for number in range(100)])) == 100
    for writes in (
        [],
        [Write("A", set={"x": 1}), Write("A", set={"y": 1})],
        [Write(f"K{number}", set={"x": 0}) for number in range(101)],
    ):
        with pytest.raises(ValueError, match="transaction"):
            store.write_all(writes)


def test_a_check_that_stands_alone_is_no_write(store):
    with pytest.raises(ValueError, match="nothing to write"):
        store.write(Write("A", expect=(Absent(),)))


def test_an_index_lists_what_is_due_in_order_up_to_a_moment(store):
    for key, partition, at in [("A", "DUE#0", 30), ("B", "DUE#0", 9), ("C", "DUE#1", 5)]:
        store.write(Write(key, set={"due": partition, "due_at": at}))
    store.write(Write("D", put={"due": "DUE#0", "due_at": 100}))
    store.write(Write("E", set={"due": "DUE#0"}))
    store.write(Write("F", set={"due_at": 3}))
    assert store.query("due", "DUE#0", upto=99, limit=10) == ["B", "A"]
    assert store.query("due", "DUE#0", upto=30, limit=1) == ["B"]
    assert store.query("due", "DUE#0", upto=100, limit=2, newest=True) == ["D", "A"]
    assert store.query("due", "DUE#0", upto=8, limit=10) == []
    assert store.query("due", "DUE#2", upto=99, limit=10) == []


def test_the_merchants_list_is_ordered_by_text(store):
    for number in (3, 1, 2):
        listed = {"listing": "ORDERS#2026-11", "listed_at": f"{number:012d}#X"}
        store.write(Write(f"ORDER#{number}", put=listed))
    newest = store.query("listing", "ORDERS#2026-11", upto="~", limit=2, newest=True)
    assert newest == ["ORDER#3", "ORDER#2"]


def test_an_item_leaves_an_index_with_its_field(store):
    store.write(Write("A", set={"due": "DUE#0", "due_at": 1, "state": "new"}))
    store.write(Write("A", set={"state": "paid"}, remove=("due", "due_at")))
    assert store.query("due", "DUE#0", upto=9, limit=10) == []


def test_nothing_outside_shares_data_with_the_store(store):
    mine = {"log": [{"at": 1}]}
    store.write(Write("A", set=mine))
    mine["log"][0]["at"] = 2
    store.read(["A"])["A"]["log"].append("x")
    with pytest.raises(Refused) as refused:
        store.write(Write("A", expect=(Absent(),), put={}))
    refused.value.items[0]["log"].clear()
    store.write(Write("A", add={"n": 1}))["log"].clear()
    assert store.read(["A"]) == {"A": {"key": "A", "log": [{"at": 1}], "n": 1}}
