"""The restore drill: point-in-time recovery of a stand-in, the audit, and the way back."""

import os
from dataclasses import replace

import pytest
from tests.command.account import OUTSIDE, SHOP
from tests.pelicart.build import NOW, an_order

from pelicart.order import order_key
from pelicart.orders.moves import event, place
from pelicart.store.dynamo import open_store
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write
from pelicart_command import audit, main, stage
from pelicart_command.restore import put_back

IDS = ("A" * 26, "B" * 26, "C" * 26)


def an_open_order(name):
    history = (event("awaiting", NOW, "checkout"),)
    return replace(
        an_order(state="awaiting", method="cheque", module="manual", due_at=NOW + 60),
        id=name, history=history, told=("0:received",),
    )  # fmt: skip


@pytest.fixture
def shop(monkeypatch, local_table, table_client, fresh_table):
    """A stage with three orders, and its table as it was brought back under another name."""
    environment = {
        "PELICART_TABLE": fresh_table,
        "AWS_ENDPOINT_URL_DYNAMODB": local_table,
        "AWS_REGION": "eu-west-1",
    }
    monkeypatch.setattr(os, "environ", {**os.environ, **OUTSIDE, **environment})
    deployed = replace(SHOP, environment=environment)
    monkeypatch.setattr(stage, "enter_stage", lambda _: None)
    monkeypatch.setitem(os.environ, stage.VARIABLE, deployed.text())
    store = open_store(os.environ)
    for name in IDS:
        store.write(place(an_open_order(name), "2027-01")[0])
    store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 4, "stocked": 10}))
    store.write(Write("PUBLISHED", put={"rev": "now"}))
    table_client.update_continuous_backups(
        TableName=fresh_table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    restored = f"{fresh_table}-restored"
    table_client.restore_table_to_point_in_time(
        SourceTableName=fresh_table, TargetTableName=restored, UseLatestRestorableTime=True
    )
    yield store, restored
    table_client.delete_table(TableName=restored)


def audited(monkeypatch, table, capsys):
    """`PELICART_TABLE=… pelicart audit`, as the page of operations has it."""
    with monkeypatch.context() as patched:
        patched.setitem(os.environ, "PELICART_TABLE", table)
        wired = type("Wired", (), {"environment": dict(os.environ)})
        patched.setattr(audit, "wiring", lambda: wired)
        code = main(["audit"])
    return code, capsys.readouterr().out


def test_what_was_lost_is_brought_back_and_holds_together(shop, monkeypatch, capsys):
    store, restored = shop
    assert audited(monkeypatch, restored, capsys)[0] == 0
    store.write(Write(order_key(IDS[0]), delete=True))
    store.write(Write("PUBLISHED", put={"rev": "newer"}))
    code, told = audited(monkeypatch, os.environ["PELICART_TABLE"], capsys)
    assert (code, told.split()[0]) == (1, "stock")  # an order is gone, and its units with it
    assert main(["--stage", "staging", "restore", restored]) == 0
    assert capsys.readouterr().out.startswith("1 items put back, 3 were there.\n")
    assert audited(monkeypatch, os.environ["PELICART_TABLE"], capsys)[0] == 0
    assert store.read(["PUBLISHED"])["PUBLISHED"]["rev"] == "newer"


def test_what_is_there_stays_unless_it_is_to_be_overwritten(shop, capsys):
    store, restored = shop
    key = order_key(IDS[0])
    store.write(Write(key, set={"state": "paid"}))
    main(["--stage", "staging", "restore", restored])
    assert store.read([key])[key]["state"] == "paid"
    main(["--stage", "staging", "restore", restored, "--overwrite"])
    assert store.read([key])[key]["state"] == "awaiting"


def test_a_table_is_not_restored_into_itself(shop, capsys):
    assert main(["--stage", "staging", "restore", os.environ["PELICART_TABLE"]]) == 1
    assert "name the restored one" in capsys.readouterr().err


def test_every_item_is_written_once_by_many_at_a_time():
    store = MemoryStore()
    items = [{"key": f"PRODUCT#{n}", "n": n} for n in range(500)]
    items += [{"key": "LIMIT#hold#x", "n": 1}, {"key": "PUBLISHING", "n": 1}]
    counted = put_back(items, lambda: store)
    assert (counted.back, counted.there) == (500, 0)
    assert len(store.snapshot()) == 500
    again = put_back(items, lambda: store)
    assert (again.back, again.there) == (0, 500)
