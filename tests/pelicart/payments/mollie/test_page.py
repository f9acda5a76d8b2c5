from dataclasses import replace

import pytest
from tests.pelicart.payments.promises import URLS, WORDS

from pelicart.payments.mollie.page import LOCALES, locale_of, payment_params, reachable


def test_mollie_is_told_what_it_needs_and_nothing_personal(order):
    assert payment_params(order, URLS, WORDS, "shop.example") == {
        "amount": {"currency": "EUR", "value": "46.90"},
        "description": "Order ABCDEFGHIJKL",
        "redirectUrl": URLS.done,
        "cancelUrl": URLS.back,
        "webhookUrl": URLS.notice,
        "metadata": {"order": order.id, "shop": "shop.example"},
        "locale": "en_GB",
    }


@pytest.mark.parametrize(
    "notice",
    [
        "http://127.0.0.1:8000/shop/notice/mollie",
        "https://localhost/shop/notice/mollie",
        "https://[::1]/shop/notice/mollie",
        "http://shop.example/shop/notice/mollie",
    ],
)
def test_an_address_that_mollie_cannot_call_is_left_out(order, notice):
    assert not reachable(notice)
    params = payment_params(order, replace(URLS, notice=notice), WORDS, "shop.example")
    assert "webhookUrl" not in params


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("fr", "fr_FR"),
        ("fr-BE", "fr_BE"),
        ("fr_be", "fr_BE"),
        ("fr-CA", "fr_FR"),
        ("de", "de_DE"),
        ("de-AT", "de_AT"),
        ("en", "en_GB"),
        ("en-US", "en_US"),
        ("nl", "nl_NL"),
        ("pt-BR", "pt_PT"),
        ("no", "nb_NO"),
        ("nn", "nb_NO"),
        ("FR", "fr_FR"),
        ("ja", ""),
        ("", ""),
        ("f", ""),
    ],
)
def test_a_language_has_the_nearest_of_mollies_locales(language, locale):
    assert locale_of(language) == locale


def test_a_language_without_one_is_left_to_mollie(order):
    assert "locale" not in payment_params(replace(order, language="ja"), URLS, WORDS, "s")


def test_locales_have_one_form():
    assert all(len(one) == 5 and one[2] == "_" for one in LOCALES)
