"""docs/payment-modules.md: its table against the protocol, and its example as a module."""

from __future__ import annotations

import hmac
import inspect
import json
import sys
from types import ModuleType
from urllib.error import HTTPError

import pytest
from tests.docs.pages import blocks, page, rows
from tests.pelicart.build import NOW, an_order
from tests.pelicart.payments.promises import URLS, WORDS, Mint, NoticePromises, Sealed

from pelicart.errors import Misconfigured, NotFound, ProviderDown, ProviderRefused
from pelicart.payments.base import PaymentModule

PAGE = page("payment-modules")
CURRENT, PREVIOUS = "whsec_current", "whsec_previous"
ENVIRONMENT = {
    "ACME_KEY": "test_1234",
    "ACME_WEBHOOK_SECRET": f"{CURRENT} {PREVIOUS}",
    "PELICART_ORIGIN": "https://shop.example",
}
NOTICE = {
    "live": False,
    "shop": "https://shop.example",
    "session": "s1",
    "order": "ORDERONE",
    "event": "session.done",
}


@pytest.fixture(scope="module")
def example() -> ModuleType:
    (source,) = blocks(PAGE, "python")
    made = ModuleType("acme")
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "acme", made)
        exec(compile(source, "docs/payment-modules.md", "exec"), vars(made))  # noqa: S102  ours
    return made


@pytest.fixture
def module(example) -> PaymentModule:
    return example.Acme.from_environment(ENVIRONMENT)


def verbs(of: type) -> dict[str, list[str]]:
    """Names and parameters of what is public of a class."""
    return {
        name: [p for p in inspect.signature(part).parameters if p != "self"]
        if callable(part)
        else []
        for name, part in inspect.getmembers(of)
        if not name.startswith("_") and (callable(part) or isinstance(part, property))
    }


def seal(body: bytes, now: int = NOW, secret: str = CURRENT) -> Sealed:
    mac = hmac.new(secret.encode(), b"%d." % now + body, "sha256").hexdigest()
    return Sealed(body, {"acme-signature": f"{now}.{mac}"})


def test_the_table_has_every_verb_with_its_parameters():
    told = {}
    for verb, _, _ in rows(PAGE, "verb"):
        name, _, parameters = verb.strip("`)").partition("(")
        told[name] = [one for one in parameters.split(", ") if one]
    known = {
        name: [p for p in parts if p != "self"] for name, parts in verbs(PaymentModule).items()
    }
    assert told == known


def test_the_example_has_every_verb(example):
    assert verbs(PaymentModule).items() <= verbs(example.Acme).items()


def test_the_example_needs_its_key_and_does_not_show_it(example, module):
    assert "test_1234" not in repr(module)
    assert CURRENT not in repr(module)
    with pytest.raises(Misconfigured):
        example.Acme.from_environment({})


class TestNoticesOfTheExample(NoticePromises):
    @pytest.fixture
    def now(self):
        return NOW

    @pytest.fixture
    def signature(self):
        return "acme-signature"

    @pytest.fixture
    def old_secret(self):
        return PREVIOUS

    @pytest.fixture
    def mint(self):
        elsewhere = {**NOTICE, "shop": "https://other.example"}
        return Mint(NOTICE, elsewhere, {**NOTICE, "live": True}, seal)


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (HTTPError("", 500, "", {}, None), ProviderDown),
        (HTTPError("", 402, "", {}, None), ProviderRefused),
        (HTTPError("", 404, "", {}, None), NotFound),
        (HTTPError("", 401, "", {}, None), Misconfigured),
        (TimeoutError(), ProviderDown),
        (json.JSONDecodeError("", "", 0), ProviderDown),
    ],
)
def test_the_example_says_in_our_words_what_went_wrong(
    example, module, monkeypatch, failure, meaning
):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr(example, "urlopen", fail)
    with pytest.raises(meaning):
        module.start(an_order(), URLS, WORDS)
    with pytest.raises(meaning):
        module.look_up("s1")


@pytest.mark.parametrize("said", [{}, {"shop": "https://shop.example", "state": "new"}])
def test_the_example_takes_no_half_answer(example, module, monkeypatch, said):
    monkeypatch.setattr(module.__class__, "_ask", lambda *_: said)
    with pytest.raises((NotFound, ProviderDown)):
        module.look_up("s1")
    with pytest.raises(ProviderDown):
        module.start(an_order(), URLS, WORDS)
