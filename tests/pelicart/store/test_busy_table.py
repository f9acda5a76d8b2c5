"""Endpoints before a table that is busy, broken or silent: a few more tries, then 503, never 200.

Row by row: every call of the table that a request makes, with every answer that it may meet.
"""

import json
import threading
from contextlib import closing, suppress

import pytest
from tests.pelicart.conftest import compiled_once
from tests.pelicart.shopfront import Browser, Shopfront, http_event
from tests.pelicart.store.faulty import TRANSACT, Faulty, faults_of

from pelicart.errors import Raced, TableDown
from pelicart.store import connection
from pelicart.store.attributes import from_attributes
from pelicart.store.dynamo import PAUSES, DynamoStore
from pelicart.store.signing import Credentials
from pelicart.store.wire import DYNAMODB, Caller, Wire

TRIES = len(PAUSES) + 1
MUG_AND_PARCEL = 1500


class Tabled(DynamoStore):
    """The store of a shopfront, which looks into the table behind the proxy's back."""

    def __init__(self, client, table, beneath, pauses):
        super().__init__(client, table, chance=lambda: 0.5, sleep=pauses.append)
        self.beneath = beneath

    def snapshot(self):
        items = self.beneath.scan(TableName=self._table, ConsistentRead=True)["Items"]
        return {item["key"]: item for item in map(from_attributes, items)}


@pytest.fixture
def table(local_table):
    server = Faulty(local_table)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def front(table, table_client, fresh_table, pauses, monkeypatch):
    """A shop over that table."""
    credentials = Credentials("local", "local", "")
    with closing(Wire(Caller(DYNAMODB, table.url, "eu-west-1", credentials))) as wire:
        front = Shopfront(store=Tabled(wire, fresh_table, table_client, pauses))
        monkeypatch.setattr("pelicart.pages.ImmutableSandboxedEnvironment", compiled_once)
        monkeypatch.setattr("pelicart.entry.wiring", lambda: front.wired)
        monkeypatch.setattr("pelicart.endpoints.reconcile.wiring", lambda: front.wired)
        yield front


@pytest.fixture
def ada(front):
    return Browser(front)


@pytest.fixture
def endures(table, pauses, figure):
    """Lets a request meet every fault at each call it makes of the table, and then go well.

    `prepare` gives one that was not made yet, as a function that answers with a status.
    """

    def meets(prepare, operation, fault, allowed, answered):
        request = prepare()
        pauses.clear()
        with table.meeting(operation, fault) as asked:
            assert request() == answered
            assert 1 <= asked[operation] <= allowed
        assert set(pauses) <= {pause / 2 for pause in PAUSES}
        return request()

    def run(prepare, *, well=303, answered=503):
        request = prepare()
        with table.meeting("", "") as asked:
            assert request() == well
            calls = dict(asked)
        met = {
            (operation, name): meets(prepare, operation, fault, TRIES * (count + 1), answered)
            for operation, count in calls.items()  # and one call more for the page of the error
            for name, fault in faults_of(operation).items()
        }
        assert met == dict.fromkeys(met, well)
        figure("answers of a busy or broken table, each met by one request", len(met))
        return calls

    return run


def test_a_cart_is_shown_when_its_table_answers_again(ada, endures):
    ada.adds("LAMP")
    assert endures(lambda: lambda: ada.get("/shop/cart").status, well=200) == {"BatchGetItem": 1}


def test_an_order_is_taken_once_whatever_the_table_did_before(front, endures):
    front.restock("LAMP", 100)
    forms = []

    def prepare():
        browser = Browser(front)
        browser.adds("LAMP")
        forms.append(dict(browser.reviews().form().form_values()))
        return lambda: browser.post("/shop/checkout/card", forms[-1]).status

    calls = endures(prepare)
    assert {TRANSACT, "UpdateItem"} <= calls.keys()
    orders = front.orders()
    assert len(orders) == len(forms)
    assert {order.state for order in orders} == {"pending"}
    assert front.stock("LAMP") == 100 - len(forms)
    assert len(front.provider.sessions) == len(forms)


def test_a_notice_is_acknowledged_only_after_its_money_is_written(front, ada, endures):
    def prepare():
        browser = Browser(front)
        browser.adds("MUG")
        browser.orders()
        (session,) = front.provider.open
        front.provider.takes(session, MUG_AND_PARCEL)
        body = json.dumps({"session": session, "order": front.provider.payments[session].order})
        event = http_event(
            "POST", "/shop/notice/stripe", headers={"x-signature": "good"}, body=body
        )
        return lambda: front.call(event)["statusCode"]

    calls = endures(prepare, well=200)
    assert "UpdateItem" in calls
    assert {order.state for order in front.orders()} == {"paid"}
    assert {len(order.history) for order in front.orders()} == {3}


def test_an_order_page_is_shown_and_given_up_when_its_table_answers_again(front, endures):
    def ordered():
        browser = Browser(front)
        browser.adds("MUG")
        return browser, browser.orders(method="cheque")

    browser, page = ordered()
    assert endures(lambda: lambda: browser.get(page.url).status, well=200) == {"BatchGetItem": 1}

    def prepare():
        browser, page = ordered()
        return lambda: browser.submit(page, "cancel").status

    calls = endures(prepare, well=200)
    assert calls.keys() & {TRANSACT, "UpdateItem"}
    assert sorted({order.state for order in front.orders()}) == ["awaiting", "cancelled"]


def test_coming_back_from_the_provider_leads_to_the_order_whatever_the_table_does(front, endures):
    def prepare():
        browser = Browser(front)
        browser.adds("MUG")
        browser.orders()
        (session,) = front.provider.open
        front.provider.takes(session, MUG_AND_PARCEL)
        path = front.provider.urls.done.partition("shop.example")[2]
        path, _, query = path.partition("?")
        event = http_event("GET", path, query=query)
        return lambda: front.call(event)["statusCode"]

    endures(prepare, well=303, answered=303)
    assert {order.state for order in front.orders()} == {"paid"}


@pytest.mark.parametrize("operation", ["Query", "BatchGetItem", "UpdateItem"])
def test_reconcile_fails_or_puts_off_and_finishes_in_a_later_run(front, table, ada, operation):
    ada.adds("LAMP")
    ada.orders()
    front.provider.takes(front.order.session, front.order.total)
    for fault in faults_of(operation).values():
        front.moment += 3600
        with table.meeting(operation, fault), suppress(Raced, TableDown):
            assert "paid" not in front.reconcile()
    front.moment += 3600
    front.reconcile()
    assert (front.order.state, front.stock("LAMP")) == ("paid", 0)


def test_a_table_that_never_answers_is_waited_for_as_often_and_no_more(
    front, table, ada, monkeypatch
):
    ada.adds("LAMP")
    form = dict(ada.reviews().form().form_values())
    monkeypatch.setattr(connection, "READ", 0.2)
    front.store._client.close()  # the next connection is less patient
    with table.meeting(TRANSACT, "never") as asked:
        assert ada.post("/shop/checkout/card", form).status == 503
        assert asked[TRANSACT] == TRIES
    monkeypatch.undo()
