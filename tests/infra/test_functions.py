import importlib
import inspect

import pytest

from pelicart.order import order_key
from pelicart_infra.functions import FUNCTIONS

PAGE = ("GET", "POST")


def test_the_routes_are_those_of_the_design():
    assert {
        function.name: [(route.path, route.methods) for route in function.routes]
        for function in FUNCTIONS
    } == {
        "cart": [("/shop/cart", PAGE), ("$default", PAGE)],
        "checkout": [("/shop/checkout", PAGE), ("/shop/checkout/{method}", PAGE)],
        "payment_return": [("/shop/return/{provider}", PAGE)],
        "payment_notice": [("/shop/notice/{provider}", ("POST",))],
        "order": [("/shop/order/{token}", PAGE)],
        "tell": [],
        "reconcile": [],
    }


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_handler_takes_an_event_and_a_context(function):
    module, _, name = function.handler.partition(":")
    handler = getattr(importlib.import_module(module), name)
    assert len(inspect.signature(handler).parameters) == 2


def test_a_function_is_run_by_a_route_or_a_schedule_or_the_stream():
    assert [function.name for function in FUNCTIONS if function.every] == ["reconcile"]
    assert [function.name for function in FUNCTIONS if function.stream] == ["tell"]
    for one in FUNCTIONS:
        assert [bool(one.routes), bool(one.every), bool(one.stream)].count(True) == 1


def test_the_stream_tells_of_orders_alone():
    assert {one.stream for one in FUNCTIONS if one.stream} == {order_key("")}


def test_functions_behind_a_route_answer_before_the_gateway_gives_up():
    assert all(function.timeout < 30 for function in FUNCTIONS if function.routes)


def test_no_secret_is_named_among_the_settings():
    for function in FUNCTIONS:
        assert not [name for name in function.settings if "KEY" in name or "SECRET" in name]
