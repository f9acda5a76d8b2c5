"""What moto never does: contention, throttling, keys left over, answers that don't come."""

from types import SimpleNamespace

import pytest

from pelicart.errors import Misconfigured, Raced, TableDown
from pelicart.store.attributes import to_attributes
from pelicart.store.dynamo import PAUSES, DynamoStore, open_store
from pelicart.store.wire import ClientError
from pelicart.writes import Absent, AtLeast, Refused, Write


class Scripted:
    """A client that answers as told, each verb from one script, and notes what it was asked."""

    exceptions = SimpleNamespace(ClientError=ClientError)

    def __init__(self, *script):
        self.script, self.asked = list(script), []
        verbs = "batch_get_item put_item update_item delete_item transact_write_items query"
        for verb in verbs.split():
            setattr(self, verb, self.answer)

    def answer(self, **request):
        self.asked.append(request)
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def failure(code, status=400, **body):
    return ClientError(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", **body})


def cancelled(*codes, item=None):
    extra = {"Item": to_attributes(item)} if item else {}
    reasons = [{"Code": c, **(extra if c == "ConditionalCheckFailed" else {})} for c in codes]
    return failure("TransactionCanceledException", CancellationReasons=reasons)


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def opened(pauses):
    def store(*script):
        client = Scripted(*script)
        return client, DynamoStore(client, "shop", chance=lambda: 0.5, sleep=pauses.append)

    return store


HOLD = Write("STOCK#A", expect=(AtLeast("avail", 1),), add={"avail": -1})
ORDER = Write("ORDER#1", expect=(Absent(),), put={"state": "new"})
SET = Write("A", set={"x": 1})
DONE = {"Attributes": to_attributes({"key": "A", "x": 1})}
BUSY = [
    failure("TransactionConflictException"),
    failure("ProvisionedThroughputExceededException"),
    failure("ThrottlingException"),
    failure("RequestLimitExceeded"),
]
CONTENDED = [
    cancelled("TransactionConflict", "None"),
    cancelled("None", "ThrottlingError"),
    cancelled("ProvisionedThroughputExceeded", "TransactionConflict"),
    failure("TransactionInProgressException"),
]


@pytest.mark.parametrize("busy", CONTENDED)
def test_a_contended_transaction_is_tried_again_under_the_same_token(opened, pauses, busy):
    client, store = opened(busy, busy, {})
    store.write_all([ORDER, HOLD])
    assert len(client.asked) == 3
    assert client.asked[0] == client.asked[1] == client.asked[2]
    assert len(client.asked[0]["ClientRequestToken"]) == 32
    assert pauses == [PAUSES[0] / 2, PAUSES[1] / 2]


def test_each_transaction_has_a_token_of_its_own(opened):
    client, store = opened({}, {})
    store.write_all([ORDER, HOLD])
    store.write_all([ORDER, HOLD])
    assert client.asked[0]["ClientRequestToken"] != client.asked[1]["ClientRequestToken"]


@pytest.mark.parametrize("busy", [*CONTENDED, *BUSY])
def test_one_contended_for_too_long_has_raced(opened, pauses, busy):
    client, store = opened(*[busy] * 9)
    with pytest.raises(Raced):
        store.write_all([ORDER, HOLD])
    assert len(client.asked) == 4
    assert pauses == [pause / 2 for pause in PAUSES]


@pytest.mark.parametrize("busy", BUSY)
def test_a_write_that_was_throttled_is_tried_again_whatever_it_counts(opened, busy):
    client, store = opened(busy, DONE)
    assert store.write(Write("A", add={"x": 1})) == {"key": "A", "x": 1}
    assert len(client.asked) == 2


def test_a_refusal_outweighs_contention(opened, pauses):
    here = {"key": "STOCK#A", "avail": 0}
    conflict = cancelled("TransactionConflict", "ConditionalCheckFailed", "None", item=here)
    client, store = opened(conflict)
    with pytest.raises(Refused) as refused:
        store.write_all([ORDER, HOLD, SET])
    assert refused.value.items == (None, here, None)
    assert (len(client.asked), pauses) == (1, [])


def test_a_transaction_whose_answer_was_lost_is_repeated_under_its_token(opened):
    client, store = opened(TableDown(), failure("InternalServerError", 500), {})
    store.write_all([ORDER, HOLD])
    assert len({request["ClientRequestToken"] for request in client.asked}) == 1
    assert len(client.asked) == 3


@pytest.mark.parametrize("lost", [TableDown(), failure("InternalServerError", 500)])
@pytest.mark.parametrize("write", [Write("A", add={"x": 1}), Write("A", append={"log": ["e"]})])
def test_a_lost_answer_is_not_hidden_where_repeating_would_count_twice(opened, lost, write):
    client, store = opened(lost, DONE)
    with pytest.raises(TableDown):
        store.write(write)
    assert len(client.asked) == 1


def test_a_write_that_may_be_repeated_is_until_it_is_answered_or_given_up(opened):
    client, store = opened(TableDown(), DONE)
    assert store.write(SET) == {"key": "A", "x": 1}
    client, store = opened(*[TableDown()] * 9)
    with pytest.raises(TableDown):
        store.write(SET)
    assert len(client.asked) == 4


def test_a_put_whose_first_answer_was_lost_shows_the_item_it_made(opened):
    made = {"key": "ORDER#1", "state": "new"}
    exists = failure("ConditionalCheckFailedException", Item=to_attributes(made))
    _, store = opened(TableDown(), exists)
    with pytest.raises(Refused) as refused:
        store.write(ORDER)
    assert refused.value.items == (made,)


@pytest.mark.parametrize("mistake", ["ValidationException", "AccessDeniedException"])
def test_a_mistake_of_ours_is_neither_repeated_nor_renamed(opened, mistake):
    for verb in (lambda s: s.write(SET), lambda s: s.read(["A"])):
        client, store = opened(failure(mistake))
        with pytest.raises(ClientError, match=mistake):
            verb(store)
        assert len(client.asked) == 1
    client, store = opened(cancelled("None", "ValidationError"))
    with pytest.raises(ClientError, match="TransactionCanceled"):
        store.write_all([ORDER, HOLD])


def read(*keys, left=()):
    unread = {"shop": {"Keys": [{"key": {"S": k}} for k in left], "ConsistentRead": True}}
    items = [to_attributes({"key": key}) for key in keys]
    return {"Responses": {"shop": items}, "UnprocessedKeys": unread if left else {}}


def test_keys_left_over_are_read_until_none_is_left(opened, pauses):
    client, store = opened(read("A", left=["B", "C"]), read("C", left=["B"]), read("B"))
    assert store.read(["A", "B", "C"]).keys() == {"A", "B", "C"}
    asked = [request["RequestItems"]["shop"]["Keys"] for request in client.asked]
    assert asked[1:] == [[{"key": {"S": "B"}}, {"key": {"S": "C"}}], [{"key": {"S": "B"}}]]
    assert all(r["RequestItems"]["shop"]["ConsistentRead"] for r in client.asked)
    assert pauses == [PAUSES[0] / 2, PAUSES[1] / 2]


def test_keys_left_over_for_too_long_are_not_taken_for_missing(opened):
    client, store = opened(*[read("A", left=["B"])] * 9)
    with pytest.raises(Raced):
        store.read(["A", "B"])
    assert len(client.asked) == 4


def test_no_keys_are_no_request(opened):
    client, store = opened()
    assert store.read([]) == {}
    assert client.asked == []


def test_a_list_is_read_page_by_page_up_to_its_limit(opened):
    def page(*keys, more=True):
        items = [{"key": {"S": key}, "due": {"S": "D"}, "due_at": {"N": "1"}} for key in keys]
        return {"Items": items} | ({"LastEvaluatedKey": {"key": {"S": keys[-1]}}} if more else {})

    client, store = opened(page("A", "B"), page("C", more=False))
    assert store.query("due", "D", upto=9, limit=10) == ["A", "B", "C"]
    assert client.asked[1]["ExclusiveStartKey"] == {"key": {"S": "B"}}
    assert [request["Limit"] for request in client.asked] == [10, 8]
    client, store = opened(page("A", "B"))
    assert store.query("due", "D", upto=9, limit=2) == ["A", "B"]


def test_every_name_and_value_is_a_placeholder(opened):
    client, store = opened(DONE)
    store.write(
        Write("A", expect=(AtLeast("size", 1), Absent("name")), set={"state": "x", "size": 3})
    )
    request = client.asked[0]
    assert request["ConditionExpression"] == (
        "attribute_type(#1, :2) AND #1 >= :3 AND attribute_not_exists(#2)"
    )
    assert request["UpdateExpression"] == "SET #0 = :0, #1 = :1"
    assert request["ExpressionAttributeNames"] == {"#0": "state", "#1": "size", "#2": "name"}


def test_one_write_alone_is_no_transaction(opened):
    client, store = opened({})
    store.write_all([ORDER])
    assert "TransactItems" not in client.asked[0]


ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "PELICART_TABLE": "shop",
}


@pytest.mark.parametrize("missing", sorted(ENVIRON))
def test_a_variable_that_is_missing_is_named(missing):
    with pytest.raises(Misconfigured, match=missing):
        open_store({name: value for name, value in ENVIRON.items() if name != missing})


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"])
def test_a_store_opens_from_the_environment_alone(local_table, fresh_table, variable):
    store = open_store({**ENVIRON, variable: local_table, "PELICART_TABLE": fresh_table})
    assert store.write(SET) == {"key": "A", "x": 1}
    store._client.close()


def test_a_function_without_the_second_table_touches_no_card(opened):
    client, store = opened()
    for write in (Write("CARD#1", put={"kid": "k"}), Write("CARD#1", delete=True)):
        with pytest.raises(Misconfigured, match="PELICART_CARDS_TABLE"):
            store.write(write)
        with pytest.raises(Misconfigured, match="PELICART_CARDS_TABLE"):
            store.write_all([write, ORDER])
    with pytest.raises(Misconfigured, match="PELICART_CARDS_TABLE"):
        store.read(["ORDER#1", "CARD#1"])
    assert client.asked == []


def test_each_item_is_asked_of_its_own_table(pauses):
    client = Scripted({"Responses": {}}, {}, {})
    store = DynamoStore(client, "shop", "cards", sleep=pauses.append)
    store.read(["ORDER#1", "CARD#1"])
    store.write_all([ORDER, Write("CARD#1", delete=True)])
    store.write(Write("CARD#1", delete=True))
    read, transaction, deletion = client.asked
    assert {name: len(one["Keys"]) for name, one in read["RequestItems"].items()} == {
        "shop": 1,
        "cards": 1,
    }
    put, delete = transaction["TransactItems"]
    assert (put["Put"]["TableName"], delete["Delete"]["TableName"]) == ("shop", "cards")
    assert deletion["TableName"] == "cards"
