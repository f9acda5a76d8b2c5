"""Nothing is sent once the lease may be another's, however long ago it was begun."""

from __future__ import annotations

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError

from pelicart.errors import TableDown
from pelicart.store.dynamo import DynamoStore
from pelicart.store.wire import Caller, Wire
from pelicart.writes import Write
from pelicart_command.publishing.errors import LeaseLost
from pelicart_command.publishing.gate import Gate
from pelicart_command.publishing.s3 import S3Bucket, config


class Lease:
    """Holds for so many questions."""

    def __init__(self, times):
        self.times = times

    def holds(self):
        if not self.times:
            raise LeaseLost("another publishes")
        self.times -= 1


@pytest.fixture
def s3(monkeypatch):
    """A client whose requests all break off, and how many were sent."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    sent = []

    def breaks(**_) -> AWSResponse:
        sent.append(1)
        raise ConnectionClosedError(endpoint_url="https://s3.example")

    def client(gate):
        made = boto3.client("s3", "eu-west-3", config=config(1))
        made.meta.events.register("before-send.s3", gate.check)
        made.meta.events.register("before-send.s3", breaks)
        return made, sent

    return client


def test_a_request_that_broke_off_is_repeated_only_while_the_lease_is_held(s3):
    gate = Gate()
    gate.guarded_by(Lease(2).holds)
    client, sent = s3(gate)
    with pytest.raises(LeaseLost):
        S3Bucket(client, "site").put("index.html", b"home")
    assert len(sent) == 2


def test_so_it_is_with_a_write_to_the_table():
    asked = []

    class Silent(Caller):
        def __init__(self):
            pass

        def call(self, *_, **__):
            asked.append(1)
            raise TableDown("silent")

    gate = Gate()
    gate.guarded_by(Lease(1).holds)
    store = DynamoStore(Wire(Silent()), "shop", sleep=gate.sleep)
    with pytest.raises(LeaseLost):
        store.write(Write("SHOP", put={"key": "SHOP"}))
    assert len(asked) == 2


def test_before_there_is_a_lease_anybody_may_ask():
    Gate().check(request=None)
