"""docs/mollie.md against the module."""

from __future__ import annotations

import ast

from tests.docs.pages import blocks, page, rows, spans

from pelicart.payments.mollie.payment import REFUNDS, STATES
from pelicart_infra.providers import PROVIDERS

PAGE = page("mollie")


def test_every_status_is_told():
    told = {word for cell, _ in rows(PAGE, "at Mollie") for word in cell.split("`")[1::2]}
    assert told == set(STATES)


def test_every_status_of_a_refund_that_counts_is_told():
    assert {status for status, counts in REFUNDS.items() if counts} <= spans(PAGE)


def test_every_variable_is_told():
    (mollie,) = [one for one in PROVIDERS if one.name == "mollie"]
    told = {variable.strip("`") for variable, _ in rows(PAGE, "variable")}
    assert told == {*mollie.settings, *mollie.secrets, *mollie.of_notices, mollie.origins}


def test_the_example_has_no_problem(conf_of):
    (example,) = blocks(PAGE, "python")
    conf = conf_of(ast.literal_eval(example.partition("SHOP = ")[2]))
    assert conf.problems == ()
    assert [method.module for method in conf.shop.methods] == ["mollie"]
