"""One order that nobody can read must not keep the others from what is due to them."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.mutating import bent
from tests.hostile.target import TIMES
from tests.pelicart.build import NOW, an_order
from tests.pelicart.shopfront import Browser

from pelicart.order import due_partition, order_key, to_item
from pelicart.writes import Write

ROW = ("items of orders among others", "Hypothesis")
HOURS = 6 * 3600
BROKEN = [f"BROKEN{letter * 20}" for letter in "ABCDE"]
SEEDS = [
    json.dumps(to_item(an_order(state=state, due_at=NOW, session="session-9"), "2027-01")).encode()
    for state in ("new", "pending", "awaiting", "paid", "review")
]


def put(front, order_id, data):
    """The item under a sound key with a duty that is due: the index alone need be whole."""
    item = json.loads(data, parse_float=lambda _: -1)  # the table holds no floats
    sound = {"key": order_key(order_id), "due": due_partition(order_id), "due_at": NOW}
    front.store.write(Write(order_key(order_id), put={**item, **sound}))


@settings(max_examples=40 * TIMES, suppress_health_check=list(HealthCheck))
@given(st.lists(bent(SEEDS), min_size=1, max_size=len(BROKEN)))
def test_whatever_an_item_holds_the_other_orders_are_finished(front, tried, items):
    front.store._items = {k: v for k, v in front.store._items.items() if "ORDER#" not in k}
    front.moment = NOW
    shoppers = [Browser(front) for _ in range(2)]
    for shopper in shoppers:
        shopper.adds("MUG")
        shopper.orders()
    healthy = {order.id for order in front.orders()}
    for order_id, data in zip(BROKEN, items, strict=False):
        tried(order_id)
        if isinstance(json.loads(data), dict):
            put(front, order_id, data)
    front.moment += HOURS
    for _ in range(2):
        front.reconcile()
    states = {key: front.store.read([order_key(key)])[order_key(key)]["state"] for key in healthy}
    assert set(states.values()) == {"expired"}
