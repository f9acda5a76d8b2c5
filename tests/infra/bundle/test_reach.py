import ast

import pytest

from pelicart_infra.bundle.build import source_root
from pelicart_infra.bundle.reach import reach
from pelicart_infra.functions import FUNCTIONS


@pytest.fixture
def tree(tmp_path):
    """Writes modules of a package called pelicart."""

    def write(**modules):
        for name, text in {"__init__": "", **modules}.items():
            path = tmp_path / "pelicart" / f"{name.replace('__init__', '@').replace('_', '/')}.py"
            path = path.with_name(path.name.replace("@", "__init__"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return write


def reached(root, *entries):
    found = reach(entries or ["pelicart.a:handler"], root)
    return {name.removeprefix("pelicart.") for name in found.modules} - {"pelicart"}, found.packages


def test_what_is_imported_at_the_top_is_reached_with_its_parents(tree):
    root = tree(a="import json, yaml\nfrom pelicart.b.c import d", b___init__="import jwt", b_c="")
    assert reached(root) == ({"a", "b", "b.c"}, {"yaml", "jwt"})


def test_a_name_imported_from_a_package_may_be_a_module(tree):
    root = tree(a="from pelicart.b import c, e", b___init__="e = 1", b_c="")
    assert reached(root)[0] == {"a", "b", "b.c"}


def test_what_is_for_type_checkers_is_not_reached(tree):
    root = tree(a="if TYPE_CHECKING:\n import stripe\nelse:\n import jwt\nx: b.C = 1")
    assert reached(root) == ({"a"}, {"jwt"})


LAZY = "class W:\n @cached_property\n def keys(self):\n  import jwt\n def post(self): import yaml\n"


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("", set()),
        ("keys = post = 1", set()),  # no attribute of anything
        ("{}.keys()", set()),  # a property isn't called
        ("W().keys.sign()", {"jwt"}),
        ("W().post()", {"yaml"}),
        ("f = W.post", {"yaml"}),
        ("def never(): W().post()", set()),
        ("def handler(): W().post()", {"yaml"}),
        ("def handler(): helped()\ndef helped():\n def inner(): W().post()", {"yaml"}),
        ("class X:\n def __init__(self): W().post()", {"yaml"}),
        ("@W().post\ndef never(): pass", {"yaml"}),
        ("def never(x=W().post()): pass", {"yaml"}),
    ],
)
def test_a_function_that_nothing_names_runs_nothing(tree, text, packages):
    assert reached(tree(a=f"from pelicart.b import W\n{text}", b=LAZY))[1] == packages


def test_a_function_under_another_name_is_reached(tree):
    root = tree(a="from pelicart.b import f as g\ng()", b="def f():\n import jwt")
    assert reached(root)[1] == {"jwt"}


LEFT_OUT = {
    "cart": {"pelicart.tokens", "pelicart.mail.opening"},
    "checkout": {"pelicart.mail.opening"},
    "payment_return": {"pelicart.pages", "pelicart.mail.opening"},
    "payment_notice": {"pelicart.pages", "pelicart.tokens", "pelicart.mail.opening"},
    "order": {"pelicart.mail.opening"},
    "tell": set(),
    "reconcile": set(),
}
"""What `wiring` and `published` import only when asked, and a function never asks for."""


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_of_what_wiring_imports_on_demand_each_function_reaches_what_it_asks_for(function):
    found = reach([function.handler], source_root())
    demanded = {"pelicart.tokens", "pelicart.pages", "pelicart.mail.opening"}
    assert demanded - found.modules.keys() == LEFT_OUT[function.name]


def test_no_module_but_that_of_payments_imports_by_text():
    by_text = set()
    for path in (source_root() / "pelicart").rglob("*.py"):
        names = {n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if type(n) is ast.Name}
        if names & {"import_module", "__import__", "eval", "exec"}:
            by_text.add(path.parent.name)
    assert by_text == {"payments"}
