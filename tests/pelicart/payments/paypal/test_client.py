"""Tokens, and what PayPal refuses in our words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from pelicart.errors import Misconfigured, NotFound, ProviderDown, ProviderRefused
from pelicart.payments.calling import Answer, Api
from pelicart.payments.paypal.client import Client

SECRET = "ESecretOfThatClient"


@dataclass
class Played:
    """PayPal's answers to calls, and a clock; tokens are numbered."""

    answers: list[Answer] = field(default_factory=list)
    token: Answer | None = None
    time: float = 100.0
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def call(self, method, path, _body, headers):
        self.asked.append((method, path, headers["authorization"]))
        if path == "/v1/oauth2/token":
            number = len([one for one in self.asked if one[1] == path])
            return self.token or said(200, access_token=f"T{number}", expires_in=600)
        return self.answers.pop(0) if self.answers else said(200, ok=True)

    def tokens(self):
        return [word for _, path, word in self.asked if path != "/v1/oauth2/token"]


def said(status, **body):
    return Answer(status, json.dumps(body).encode())


@pytest.fixture
def played(monkeypatch):
    one = Played()
    monkeypatch.setattr(Api, "call", lambda _, *asked: one.call(*asked))
    return one


@pytest.fixture
def client(played):
    return Client(Api("https://api.example"), "AClient", SECRET, lambda: played.time)


def test_a_token_is_asked_for_once_and_kept(client, played):
    assert client.call("GET", "/a") == {"ok": True}
    played.time += 539
    client.call("GET", "/b")
    assert played.tokens() == ["Bearer T1", "Bearer T1"]


def test_a_token_is_renewed_before_it_ends(client, played):
    client.call("GET", "/a")
    played.time += 540
    client.call("GET", "/b")
    assert played.tokens() == ["Bearer T1", "Bearer T2"]


def test_a_token_that_is_not_taken_any_more_is_renewed_once(client, played):
    client.call("GET", "/a")
    played.answers = [said(401, error="invalid_token"), said(200, id="1")]
    assert client.call("POST", "/b", b"{}", "key") == {"id": "1"}
    assert played.tokens() == ["Bearer T1", "Bearer T1", "Bearer T2"]


def test_a_new_token_that_is_not_taken_is_the_operators_matter(client, played):
    played.answers = [said(401, error="invalid_token")] * 2
    with pytest.raises(Misconfigured):
        client.call("GET", "/a")
    assert len(played.tokens()) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_credentials_that_are_not_taken_are_the_operators_matter(client, played, status):
    played.token = said(status, error="invalid_client", error_description=SECRET)
    with pytest.raises(Misconfigured) as wrong:
        client.call("GET", "/a")
    assert SECRET not in f"{wrong.value} {wrong.value.ids}"


@pytest.mark.parametrize(
    "token",
    [
        {"access_token": "", "expires_in": 600},
        {"access_token": "a\r\nx: y", "expires_in": 600},
        {"access_token": "T" * 5000, "expires_in": 600},
        {"access_token": 7, "expires_in": 600},
        {"access_token": "T"},
        {"access_token": "T", "expires_in": "600"},
        {"access_token": "T", "expires_in": True},
        {},
    ],
)
def test_what_is_no_token_is_no_answer(client, played, token):
    played.token = said(200, **token)
    with pytest.raises(ProviderDown):
        client.call("GET", "/a")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ProviderRefused),
        (403, Misconfigured),
        (404, NotFound),
        (409, ProviderDown),
        (422, ProviderRefused),
    ],
)
def test_each_refusal_has_its_kind_and_what_support_asks_for(client, played, status, kind):
    played.answers = [
        said(
            status,
            name="UNPROCESSABLE_ENTITY",
            details=[{"issue": "AMOUNT_MISMATCH", "description": "ada@shop.example"}],
            message="ada@shop.example",
            debug_id="90957fca61718",
        )
    ]
    with pytest.raises(kind, match="AMOUNT_MISMATCH") as refused:
        client.call("GET", "/a", order="ORDER1")
    ids = dict(refused.value.ids)
    ids.pop("why", None)
    assert ids == {"status": status, "request": "90957fca61718", "order": "ORDER1"}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"name": "INVALID_REQUEST"}, "INVALID_REQUEST"),
        ({"name": "INVALID_REQUEST", "details": []}, "INVALID_REQUEST"),
        ({"name": "INVALID_REQUEST", "details": ["x"]}, "INVALID_REQUEST"),
        ({"details": [{"issue": "ada@shop.example"}], "debug_id": "<b>"}, "refused"),
        ({"details": {"issue": "X"}, "name": 7, "debug_id": 7}, "refused"),
        ({}, "refused"),
    ],
)
def test_only_paypals_own_names_get_into_an_error(client, played, body, text):
    played.answers = [said(422, **body)]
    with pytest.raises(ProviderRefused) as refused:
        client.call("GET", "/a")
    assert str(refused.value) == text
    assert refused.value.ids == {"status": 422}


@pytest.mark.parametrize("status", [200, 401, 404, 422])
def test_a_page_instead_of_an_answer_is_no_answer(client, played, status):
    played.answers = [Answer(status, b"<!doctype html>")] * 2
    with pytest.raises(ProviderDown):
        client.call("GET", "/a")


def test_secret_and_token_never_show(client, played):
    client.call("GET", "/a")
    assert "T1" not in repr(client)
    assert SECRET not in repr(client)
