import importlib
import inspect

import pytest

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
        "reconcile": [],
    }


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_handler_takes_an_event_and_a_context(function):
    module, _, name = function.handler.partition(":")
    handler = getattr(importlib.import_module(module), name)
    assert len(inspect.signature(handler).parameters) == 2


def test_only_what_has_no_route_runs_on_a_schedule():
    assert [function.name for function in FUNCTIONS if function.every] == ["reconcile"]
    assert all(bool(function.routes) != bool(function.every) for function in FUNCTIONS)


def test_functions_behind_a_route_answer_before_the_gateway_gives_up():
    assert all(function.timeout < 30 for function in FUNCTIONS if function.routes)


def test_no_secret_is_named_among_the_settings():
    for function in FUNCTIONS:
        assert not [name for name in function.settings if "KEY" in name or "SECRET" in name]
