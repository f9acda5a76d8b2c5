"""The error page against the codes of `pelicart.errors`."""

from __future__ import annotations

import re

import pytest
from tests.docs.pages import ROOT

from pelicart.errors import PelicartError
from pelicart.web import STATUSES

LIVE = ROOT / "site/pelican/plugins/pelicart/templates/live"
TITLES = (LIVE / "_words.html").read_text("utf-8").partition("macro error_title")[2]
SENTENCES = (LIVE / "error.html").read_text("utf-8")

ELSEWHERE = {
    "wrong-amount", "reference-used", "unknown-order", "wrong-key", "not-opened",
    "mail-down", "mail-refused", "too-few", "unaccounted", "past-cdn",
}  # fmt: skip
"""Told to the merchant's command, to a provider, to the log or to a stranger: none is a page."""

GENERAL = {"error", "bad-request", "wrong-method", "wrong-type"}
"""A crash of ours, and programs that speak no HTTP of ours: the page's two general sentences."""


def codes(error: type[PelicartError] = PelicartError) -> set[str]:
    below = set().union(*map(codes, error.__subclasses__()))
    return below | ({error.code} if error.__module__ == "pelicart.errors" else set())


def keys(source: str) -> set[str]:
    return set(re.findall(r'^\s+"([\w-]+)": _\(', source, re.MULTILINE))


@pytest.mark.parametrize("code", sorted((codes() | set(STATUSES)) - ELSEWHERE - GENERAL))
def test_an_error_that_a_shopper_may_meet_has_its_own_sentence(code):
    assert code in keys(SENTENCES)


def test_a_title_is_that_of_an_error_there_is():
    assert keys(TITLES) <= codes() | set(STATUSES)
    assert keys(SENTENCES) <= codes() | set(STATUSES)


def test_what_has_a_general_sentence_is_an_error_there_is():
    assert codes() >= ELSEWHERE | GENERAL
