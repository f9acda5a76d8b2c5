"""Each function in a process of its own, with the settings and secrets it is said to need."""

import httpx
import pytest
from tests.e2e.notices import completed, signed
from tests.e2e.shopper import Shopper
from tests.e2e.steps import PAID, buy, number_of, pay_and_leave, reference_of

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local.children import Family
from pelicart_infra.local.events import Shape
from pelicart_infra.local.gateway import Gateway
from pelicart_infra.local.invoke import Functions

NOT_OURS = ("PELICART_", "STRIPE_")
LOCAL = ("PELICART_CLOCK", "PELICART_LIMITS")
"""Heard beside a table on this machine alone."""


@pytest.fixture
def alone(demo, tmp_path):
    """Addresses of the functions, by name."""
    environment = demo.note["environment"]
    account = {n: v for n, v in environment.items() if not n.startswith(NOT_OURS)}
    with Family(tmp_path, tmp_path) as family:
        children = {}
        for function in FUNCTIONS:
            names = (*function.settings, *function.secrets, *LOCAL)
            env = account | {name: environment[name] for name in names}
            module = "pelicart_infra.local.runner"
            children[function.name] = family.start(function.name, module, function.name, env=env)
        yield {name: Functions(child.url()) for name, child in children.items()}


@pytest.fixture
def gateway(demo, alone):
    shape = Shape(secret=demo.note["environment"]["PELICART_ORIGIN_SECRET"])
    return Gateway(
        demo.folder / "output", lambda name, event: alone[name].invoke(name, event), shape
    )


@pytest.fixture
def shopper(demo, gateway):
    """A shopper who reaches the shop through this gateway."""
    return Shopper(demo.origin, httpx.WSGITransport(gateway))


def test_no_function_needs_more_than_it_is_given(demo, alone, shopper):
    done = shopper.click(buy(demo, shopper, "TEST-PLAIN"), "Pay", {"notices": "never"})
    assert (done.heading, paid_by(demo, number_of(done))) == (PAID, "return")

    told = ordered_and_paid(demo, shopper)
    (session,) = demo.sessions(told)
    body = completed(session)
    headers = {"stripe-signature": signed(demo, body), "content-type": "application/json"}
    notice = f"{demo.origin}/shop/notice/stripe"
    assert shopper.client.post(notice, content=body, headers=headers).status_code == 200
    assert paid_by(demo, told) == "notice:stripe"

    found = ordered_and_paid(demo, shopper)
    demo.travel(11 * 60)
    assert alone["reconcile"].invoke("reconcile", {})["paid"] == 1
    assert paid_by(demo, found) == "reconcile"


def ordered_and_paid(demo, shopper):
    """The number of an order that was paid without the shop having heard of it."""
    hosted = buy(demo, shopper, "TEST-PLAIN")
    pay_and_leave(shopper, hosted, "never")
    return reference_of(hosted)


def paid_by(demo, number):
    return next(e["by"] for e in demo.order(number).history if e["state"] == "paid")
