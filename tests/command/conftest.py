import importlib
from dataclasses import replace
from itertools import count

import pytest
from tests.pelicart.build import NOW
from tests.pelicart.provider import Provider

from pelicart.orders.moves import event, place
from pelicart.payments import MODULES, built
from pelicart.store.memory import MemoryStore
from pelicart.wiring import Wiring
from pelicart_command import main

COMMANDS = (
    *("orders_ask", "orders_cancel", "orders_decide", "orders_downloads", "orders_extend"),
    *("orders_erase", "orders_restock", "orders_ship", "doctor_order"),
    *("cards_done", "cards_list", "cards_open"),
    *("orders_list", "orders_show", "orders_paid", "publish", "refund", "stock", "export"),
)


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def pelicart(store, provider, monkeypatch, capsys):
    """Runs a command line on the store; gives exit code, output and error."""
    environment = {"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1"}

    def build(path, environment):
        return built(path, environment) if path == MODULES["manual"] else provider

    wired = Wiring(store, lambda: NOW, environment, build=build)
    for command in COMMANDS:
        module = importlib.import_module(f"pelicart_command.{command}")
        monkeypatch.setattr(module, "wiring", lambda: wired)

    def run(*argv):
        code = main(argv)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def placed(store):
    """Puts an order into the store: the first is AAAA…, the next BBBB…"""
    number = count(ord("A"))

    def place_order(order, month="2027-01", days_ago=0):
        created = NOW - days_ago * 86400
        order = replace(
            order,
            id=chr(next(number)) * 26,
            created=created,
            history=(event(order.state, created, "checkout"),),
        )
        store.write_all(place(order, month)[:1])
        return order

    return place_order
