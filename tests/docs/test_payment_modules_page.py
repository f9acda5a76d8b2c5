"""docs/payment-modules.md: its tables against the protocol, and its example as a module."""

from __future__ import annotations

import ast
import hmac
import inspect
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from itertools import count
from types import ModuleType
from typing import get_args

import pytest
from tests.docs.pages import ROOT, blocks, page, rows
from tests.pelicart.build import NOW, an_order
from tests.pelicart.payments.promises import (
    URLS,
    WORDS,
    Mint,
    NoticePromises,
    ProviderPromises,
    Sealed,
)

from pelicart.errors import BadRequest, Misconfigured, NotFound, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.payments import MODULES, built
from pelicart.payments.base import Acknowledgement, Capabilities, PaymentModule, PaymentState
from pelicart.payments.calling import Answer

PAGE = page("payment-modules")
CURRENT, PREVIOUS = "whsec_current", "whsec_previous"
ENVIRONMENT = {
    "ACME_KEY": "test_1234",
    "ACME_WEBHOOK_SECRET": f"{CURRENT} {PREVIOUS}",
    "PELICART_ORIGIN": "https://shop.example",
}
NOTICE = {
    "live": False,
    "shop": "shop.example",
    "session": "s1",
    "order": "ORDERONE",
    "event": "session.done",
}

_numbers = count(1)


class AcmeInMemory:
    """Acme's side of the example, as far as the example speaks of it."""

    secret = "test_1234"

    def __init__(self) -> None:
        self.sessions: dict[str, dict] = {}
        self.kept: dict[str, dict] = {}
        self.mode = ""

    def call(self, method, path, body=None, headers=None) -> Answer:
        if self.mode in {"down", "slow", "gone"}:
            raise ProviderDown(self.mode)
        if self.mode:
            return Answer(200, b"<!doctype html><title>Back soon</title>")
        assert headers["authorization"] == "Bearer test_1234"
        key, said = headers["idempotency-key"], json.loads(body or b"{}")
        if key not in self.kept:
            status, answer = self._answer(method, path, said)
            if not key or status >= 400:
                return Answer(status, json.dumps(answer).encode())
            self.kept[key] = answer
        return Answer(200, json.dumps(self.kept[key]).encode())

    def _answer(self, method, path, said) -> tuple[int, dict]:
        if (method, path) == ("POST", "/sessions"):
            return 201, self._made(said)
        _, _, named, *verb = path.split("/")
        if named not in self.sessions:
            return 404, {}
        session = self.sessions[named]
        if method == "DELETE" and session["state"] == "waiting":
            session["state"] = "timed_out"
        if verb == ["capture"]:
            if session["state"] != "agreed":
                return 409, {}
            session |= {"state": "done", "captured": session["amount"]}
        if verb == ["refunds"]:
            if session["refunded"] + said["amount"] > session["captured"]:
                return 422, {}
            session["refunded"] += said["amount"]
        return 200, session

    def _made(self, said) -> dict:
        named = f"s{next(_numbers)}"
        more = {"state": "waiting", "captured": 0, "refunded": 0, "live": False, "dispute": ""}
        url = f"https://pay.acme.example/{named}"
        self.sessions[named] = {"id": named, "url": url, **said, **more}
        return dict(self.sessions[named])

    def pays(self, session: str) -> None:
        one = self.sessions[session]
        assert one["state"] == "waiting", one
        one |= {"state": "done", "captured": one["amount"]}

    @contextmanager
    def fails(self, how: str) -> Iterator[None]:
        self.mode = how
        yield
        self.mode = ""


@pytest.fixture(scope="module")
def example() -> Iterator[ModuleType]:
    source = next(block for block in blocks(PAGE, "python") if "class Acme" in block)
    made = ModuleType("acme_pay")
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "acme_pay", made)
        exec(compile(source, "docs/payment-modules.md", "exec"), vars(made))  # noqa: S102  ours
        yield made


@pytest.fixture
def module(example) -> PaymentModule:
    return example.Acme.from_environment(ENVIRONMENT)


@pytest.fixture
def provider(monkeypatch) -> AcmeInMemory:
    acme = AcmeInMemory()

    def call(_api, *given):
        return acme.call(*given)

    monkeypatch.setattr("pelicart.payments.calling.Api.call", call)
    return acme


@pytest.fixture
def order():
    return an_order(id=f"ORDERA{next(_numbers):020}", total=4690)


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


def test_the_table_has_every_capability():
    told = [name.strip("`") for name, _, _ in rows(PAGE, "`Capabilities`")]
    assert told == [one.name for one in fields(Capabilities)]


def test_the_table_has_every_state():
    told = {word for cell, _ in rows(PAGE, "state") for word in cell.split("`")[1::2]}
    assert told == set(get_args(PaymentState))


def test_the_table_has_every_module_with_about_its_lines():
    told = {name.strip("`"): int(lines) for name, _, lines in rows(PAGE, "module")}
    assert told.keys() == MODULES.keys()
    for name, lines in told.items():
        path = ROOT / "functions/pelicart/payments" / name
        files = path.glob("*.py") if path.is_dir() else [path.with_suffix(".py")]
        counted = sum(len(file.read_text("utf-8").splitlines()) for file in files)
        assert abs(counted - lines) <= max(lines / 10, 10), (name, counted)


def test_the_example_has_every_verb(example):
    assert verbs(PaymentModule).items() <= verbs(example.Acme).items()


def test_the_example_can_be_named_in_the_settings_as_told(example, conf_of):
    named = next(block for block in blocks(PAGE, "python") if block.startswith("SHOP"))
    conf = conf_of(ast.literal_eval(named.partition("SHOP = ")[2]))
    assert conf.problems == ()
    (method,) = conf.shop.methods
    module = built(method.path, ENVIRONMENT)
    assert isinstance(module, example.Acme)
    assert module.capabilities.origins == method.origins


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
        elsewhere = {**NOTICE, "shop": "other.example"}
        return Mint(NOTICE, elsewhere, {**NOTICE, "live": True}, seal)


class TestTheExampleAsProvider(ProviderPromises):
    @pytest.fixture(autouse=True)
    def acme(self, provider):
        return provider


def test_the_example_takes_what_was_agreed_once(module, order, provider):
    session = module.start(order, URLS, WORDS).session
    provider.sessions[session]["state"] = "agreed"
    assert module.look_up(session).state == "approved"
    assert module.capture(session) == module.capture(session)
    assert module.look_up(session).captured == Money(4690, "EUR")


@pytest.mark.parametrize(("said", "dispute"), [("asked", "open"), ("kept", "won")])
def test_the_example_tells_of_disputes(module, order, provider, said, dispute):
    session = module.start(order, URLS, WORDS).session
    provider.sessions[session]["dispute"] = said
    assert module.look_up(session).dispute == dispute


def test_the_examples_sample_is_genuine_and_about_nothing(module):
    sample = module.sample(NOW)
    assert module.read_notice(sample.body, sample.headers, NOW) is None
    assert replace(module, secrets=()).sample(NOW) is None


def test_the_example_says_yes_only_to_what_was_handled(module):
    assert module.acknowledge() == Acknowledgement(body="OK")
    assert module.acknowledge(BadRequest()) is None


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(402, ProviderRefused), (404, NotFound), (401, Misconfigured), (403, Misconfigured)],
)
def test_the_example_says_in_our_words_what_went_wrong(module, monkeypatch, status, meaning):
    monkeypatch.setattr("pelicart.payments.calling.Api.call", lambda *_: Answer(status, b"{}"))
    with pytest.raises(meaning):
        module.start(an_order(), URLS, WORDS)
    with pytest.raises(meaning):
        module.look_up("s1")


@pytest.mark.parametrize(
    "said",
    [{}, {"shop": "shop.example"}, {"shop": "shop.example", "state": "new", "dispute": ""}],
)
def test_the_example_takes_no_half_answer(module, monkeypatch, said):
    answer = Answer(200, json.dumps(said).encode())
    monkeypatch.setattr("pelicart.payments.calling.Api.call", lambda *_: answer)
    with pytest.raises((NotFound, ProviderDown)):
        module.look_up("s1")
    with pytest.raises(ProviderDown):
        module.start(an_order(), URLS, WORDS)
