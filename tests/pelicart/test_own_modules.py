"""Payment modules of one's own, as the settings name them."""

import pytest

from pelicart.methods import MODULES
from pelicart.payments import MODULES as PATHS
from pelicart.reading import Problem
from pelicart.settings import read_shop


def read(**methods):
    problems: list[Problem] = []
    shop = read_shop({"currencies": ["EUR"], "methods": methods}, problems)
    return shop.methods, [str(problem).partition(":")[0] for problem in problems]


def test_a_module_of_ones_own_is_named_by_its_path_and_known_by_its_file():
    origins = ["https://pay.acme.example", "https://pay.acme.example:8443"]
    (method,), problems = read(acme={"module": "shop.acme_pay:Acme", "origins": origins})
    assert problems == []
    assert (method.module, method.path) == ("acme_pay", "shop.acme_pay:Acme")
    assert method.origins == tuple(origins)


def test_one_module_may_carry_several_methods():
    acme = {"module": "acme:Acme"}
    methods, problems = read(card=acme, ideal=acme)
    assert (problems, {method.module for method in methods}) == ([], {"acme"})


@pytest.mark.parametrize(
    "path",
    [
        ":",
        "acme:",
        ":Acme",
        "acme::Acme",
        "acme:Acme:Acme",
        "acme.:Acme",
        ".acme:Acme",
        "acme pay:Acme",
        "acme-pay:Acme",
        "Acme:Acme",
        "../acme:Acme",
        "/tmp/acme:Acme",
        "acme:Acme()",
        "acmé:Acme",
        "https://acme.example/acme:Acme",
    ],
)
def test_what_is_no_path_of_a_class_is_a_problem(path):
    assert read(acme={"module": path})[1] == ["methods.acme.module"]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_of_ones_own_is_not_taken_for_one_of_the_shops(name):
    for path in (f"{name}:Acme", f"mine.{name}:Acme"):
        assert "methods.acme.module" in read(acme={"module": path})[1]


def test_two_modules_cannot_share_the_address_of_their_notices():
    methods = {"a": {"module": "a.pay:Acme"}, "b": {"module": "b.pay:Acme"}}
    assert read(**methods)[1] == ["methods.b.module"]


@pytest.mark.parametrize(
    "origin",
    [
        "http://pay.acme.example",
        "pay.acme.example",
        "https://pay.acme.example/",
        "https://pay.acme.example/page",
        "https://pay.acme.example; script-src *",
        "https://*",
        "*",
        "'unsafe-inline'",
        "data:",
    ],
)
def test_an_origin_is_a_scheme_and_a_host_and_nothing_more(origin):
    acme = {"module": "acme:Acme", "origins": ["https://acme.example", origin]}
    assert read(acme=acme)[1] == ["methods.acme.origins.1"]


def test_modules_of_the_shop_know_their_origins_themselves():
    assert read(card={"module": "stripe", "origins": ["https://acme.example"]})[1] == [
        "methods.card.origins"
    ]


def test_the_settings_know_the_modules_that_there_are():
    assert set(MODULES) == PATHS.keys()
