"""What `make mutants` tries, and that each survivor it explains is still there to be explained."""

import ast
import tomllib
from pathlib import Path

import pytest
from tools.mutants.__main__ import EXPLAINED, ROOT, TARGETS
from tools.mutants.wrongs import wrongs

MODULES = tomllib.loads(TARGETS.read_text("utf-8"))
SURVIVORS = tomllib.loads(EXPLAINED.read_text("utf-8"))
PROVIDERS = ("stripe", "monetico", "paypal", "mollie")
SOURCE = """
def due(at, now):
    if not at:
        return False
    forget(at)
    return at + 5 < now and at in (1, 2)
"""


def source_of(module):
    return (ROOT / "functions" / "pelicart" / f"{module.replace('.', '/')}.py").read_text("utf-8")


def test_each_kind_of_wrong_is_made_once():
    made = {wrong.key for wrong in wrongs(SOURCE)}
    for was, now in (
        ("at + 5", "at - 5"), ("at + 5 < now", "at + 5 <= now"), ("forget(at)", "pass"),
        ("at in (1, 2)", "at not in (1, 2)"), ("5", "6"), ("False", "True"),
        ("return False", "return None"), ("not at", "not not at"),
        ("at + 5 < now and at in (1, 2)", "at + 5 < now or at in (1, 2)"),
    ):  # fmt: skip
        assert f"due: {was} -> {now}" in made


def test_a_wrong_is_one_change_of_the_source():
    whole = ast.unparse(ast.parse(SOURCE)).splitlines()
    for wrong in wrongs(SOURCE):
        spoilt = wrong.spoilt(SOURCE).splitlines()
        assert len([1 for a, b in zip(whole, spoilt, strict=True) if a != b]) == 1, wrong.key


def test_money_prices_orders_tokens_and_what_verifies_each_provider_are_tried():
    wanted = {"money", "order", "tokens", "orders.settle", "orders.receive", "orders.moves"}
    wanted |= {f"pricing.{name}" for name in ("quoting", "taxing", "fee", "shipping")}
    wanted |= {f"payments.{provider}.notice" for provider in PROVIDERS}
    assert wanted <= MODULES.keys()


@pytest.mark.parametrize("module", MODULES)
def test_the_tests_that_must_notice_are_there(module):
    assert source_of(module)
    assert all((ROOT / Path(test)).is_file() for test in MODULES[module])


@pytest.mark.parametrize("module", SURVIVORS)
def test_each_survivor_is_still_a_wrong_of_its_module_and_says_why(module):
    made = {wrong.key for wrong in wrongs(source_of(module))}
    assert module in MODULES
    assert SURVIVORS[module].keys() <= made
    assert all(len(why.split()) >= 3 for why in SURVIVORS[module].values())
