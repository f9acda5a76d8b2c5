"""Every payment module of the table, built as the functions build it."""

from __future__ import annotations

import inspect

import pytest

from pelicart.errors import Misconfigured
from pelicart.money import Money
from pelicart.payments import MODULES, ORIGINS, built
from pelicart.payments.base import PaymentModule
from pelicart_infra.local.surroundings import provider_accounts

SURROUNDINGS = {"PELICART_ORIGIN": "https://shop.example", "PELICART_CARDS_TABLE": "cards"}
VERBS = [name for name in vars(PaymentModule) if not name.startswith("_")]


@pytest.fixture(params=sorted(MODULES))
def name(request):
    return request.param


@pytest.fixture
def module(name):
    return built(MODULES[name], {**provider_accounts(), **SURROUNDINGS})


def test_it_is_built_from_the_environment(module, name):
    assert type(module).__name__.lower() == name


def test_it_has_every_verb_with_its_parameters(module):
    for verb in VERBS:
        ours = inspect.getattr_static(type(module), verb)
        told = inspect.getattr_static(PaymentModule, verb)
        assert type(ours) is type(told), verb
        if inspect.isfunction(told):
            assert list(inspect.signature(ours).parameters) == [
                *inspect.signature(told).parameters
            ], verb


def test_it_passes_through_the_origins_that_the_pages_list(module, name):
    listed = ORIGINS.get(name, "").split()
    assert set(module.capabilities.origins) <= set(listed)
    assert bool(module.capabilities.origins) == bool(listed)


def test_it_takes_no_more_than_there_is_to_pay(module):
    assert module.accepts(Money(1000, "EUR"))
    assert not module.accepts(Money(0, "EUR"))
    assert not module.accepts(Money(-100, "EUR"))


def test_its_secrets_do_not_show(module):
    secrets = (value for name, value in provider_accounts().items() if "KEY" in name)
    assert not any(secret in repr(module) for secret in secrets)


@pytest.mark.parametrize("path", ["manual", ":", "barter:Barter", "os:Acme", "os:path"])
def test_what_is_no_module_is_a_matter_for_the_operator(path):
    with pytest.raises(Misconfigured):
        built(path, {})


def test_every_listed_origin_belongs_to_a_module():
    assert ORIGINS.keys() <= MODULES.keys()
