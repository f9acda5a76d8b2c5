"""docs/paypal.md against the module."""

from __future__ import annotations

import ast

from tests.docs.pages import blocks, page, rows, spans

from pelicart.payments.paypal.amounts import CURRENCIES, WHOLE
from pelicart.payments.paypal.notice import OF_CAPTURE, OF_ORDER, OF_REFUND, OLDEST
from pelicart.payments.paypal.payment import CAPTURES, STATES
from pelicart_infra.providers import PROVIDERS

PAGE = page("paypal")


def told(header):
    return {word for cell, *_ in rows(PAGE, header) for word in cell.split("`")[1::2]}


def test_every_status_is_told():
    assert told("at PayPal") == {*STATES, "COMPLETED"}
    assert told("its capture") == set(CAPTURES)


def test_every_event_to_subscribe_to_is_told():
    assert told("event") == OF_ORDER | OF_CAPTURE | OF_REFUND
    assert OLDEST == 4 * 24 * 3600
    assert "four days" in PAGE


def test_every_currency_is_told():
    (sentence,) = [line for line in PAGE.split("\n\n") if line.startswith("PayPal takes")]
    words = set(sentence.replace(",", " ").replace(";", " ").replace(":", " ").split())
    assert words >= CURRENCIES | WHOLE
    assert {one for one in words if one.isupper() and len(one) == 3} == CURRENCIES


def test_every_variable_is_told():
    (paypal,) = [one for one in PROVIDERS if one.name == "paypal"]
    assert told("variable") == {
        *paypal.settings,
        *paypal.secrets,
        *paypal.of_notices,
        paypal.origins,
    }


def test_the_error_that_can_be_mended_is_told():
    assert "INSTRUMENT_DECLINED" in spans(PAGE)


def test_the_example_has_no_problem(conf_of):
    (example,) = blocks(PAGE, "python")
    conf = conf_of(ast.literal_eval(example.partition("SHOP = ")[2]))
    assert conf.problems == ()
    assert [method.module for method in conf.shop.methods] == ["paypal"]
