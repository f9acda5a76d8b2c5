"""Status, capture and refund, asked as the sheets of fields say."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from tests.infra.local.monetico.conftest import a_form, sealed


@pytest.fixture
def paid(bank):
    form = a_form()
    bank.pays(form)
    return form


def said(text, path):
    return etree.fromstring(text.encode("latin-1")).findtext(path)


def a_request(form, **more):
    fields = {name: form[name] for name in ("version", "TPE", "montant", "reference", "societe")}
    day = form["date"][:10]
    fields |= {"date": "15/01/2027:10:00:00", "date_commande": day, "lgue": "FR", **more}
    return {name: value for name, value in fields.items() if value is not None}


def code(text):
    assert re.fullmatch(r"version=1\.0\nreference=\w*\ncdr=-?\d+\nlib=.+\n(aut=\w+\n)?", text)
    return int(re.search(r"cdr=(-?\d+)", text)[1])


def test_a_payment_is_told_with_all_that_a_refund_needs(bank, paid):
    text = bank.status(paid)
    assert (said(text, "etat"), said(text, "montantrecouvre")) == ("PA", "62.75EUR")
    assert re.fullmatch(r"\d{6}", said(text, "numauto"))
    one = "recouvrements/recouvrement"
    assert said(text, f"{one}/resultat") == "1"
    assert said(text, f"{one}/date_remise") == "2027-01-15"
    assert said(text, f"{one}/numero_autorisation") == said(text, "numauto")
    assert said(text, "recredits/total") == "0.00EUR"


def test_every_answer_has_something_new_in_it(bank, paid):
    names = {etree.fromstring(bank.status(paid).encode())[1].tag for _ in range(20)}
    assert len(names) > 5


@pytest.mark.parametrize(
    ("actions", "etat"),
    [(["decline"], "RE"), (["decline"] * 4, "GR"), (["later"], "EC"), (["decline", "pay"], "PA")],
)
def test_each_state_has_its_letters(bank, actions, etat):
    form = a_form()
    for action in actions:
        bank.pays(form, action)
    assert said(bank.status(form), "etat") == etat


def test_of_a_page_that_nobody_paid_at_nothing_is_known(bank):
    form = a_form()
    bank.opens(sealed(form))
    assert said(bank.status(form), "cdr") == "-3"


@pytest.mark.parametrize(
    ("changes", "cdr"),
    [
        ({"TPE": "7654321"}, "-2"),
        ({"societe": "other"}, "-2"),
        ({"version": "3.0"}, "-3"),
        ({"date": "16/01/2027"}, "-3"),
        ({"montant": "62.74EUR"}, "-3"),
        ({"montant": "62.75CHF"}, "-3"),
        ({"montant": "x"}, "-3"),
        ({"reference": "NONE"}, "-3"),
    ],
    ids=str,
)
def test_a_payment_is_named_by_all_of_it(bank, paid, changes, cdr):
    assert said(bank.status(paid, **changes), "cdr") == cdr


def test_the_other_platform_knows_nothing_of_it(bank, paid):
    assert said(bank.status(paid, platform=""), "cdr") == "-3"


def test_a_status_without_the_right_seal_is_refused(bank, paid):
    fields = {"version": "2.0", "TPE": "1234567", "societe": "monSite1", "MAC": "0" * 40}
    assert said(bank.asks("etatpaiement", fields), "cdr") == "-3"


def test_an_authorisation_is_taken_once(bank):
    bank.mode(money="when asked")
    form = a_form()
    bank.pays(form)
    assert said(bank.status(form), "montantrecouvre") == "0.00EUR"
    assert bank.books(form)["state"] == "approved"
    sums = {"montant_a_capturer": "62.75EUR", "montant_restant": "0.00EUR"}
    asked = sealed(a_request(form, montant_deja_capture="0.00EUR", **sums))
    assert code(bank.asks("capture_paiement", asked)) == 1
    assert said(bank.status(form), "montantrecouvre") == "62.75EUR"
    assert code(bank.asks("capture_paiement", asked)) == 0


@pytest.mark.parametrize(
    ("sums", "cdr"),
    [
        (("62.75EUR", "0.00EUR", "1.00EUR"), -7),
        (("62.74EUR", "0.00EUR", "0.00EUR"), -7),
        (("62.75EUR", "", "0.00EUR"), -15),
        (("0EUR", "0EUR", "0EUR"), 1),
    ],
)
def test_the_three_sums_of_a_capture_make_the_whole_or_cancel_it(bank, sums, cdr):
    bank.mode(money="when asked")
    form = a_form()
    bank.pays(form)
    names = ("montant_a_capturer", "montant_deja_capture", "montant_restant")
    asked = a_request(form, **dict(zip(names, sums, strict=True)))
    assert code(bank.asks("capture_paiement", sealed(asked))) == cdr
    assert bank.books(form)["captured"] == "0.00"


def refund(bank, form, amount, left, **more):
    sums = {"montant_recredit": amount, "montant_possible": left}
    return code(bank.asks("recredit_paiement", sealed(a_request(form, **sums, **more))))


def test_money_is_given_back_as_long_as_what_is_left_is_told_rightly(bank, paid):
    assert refund(bank, paid, "2.75EUR", "62.75EUR") == 0
    assert refund(bank, paid, "2.75EUR", "62.75EUR") == -52
    assert refund(bank, paid, "60.01EUR", "60.00EUR") == -48
    assert refund(bank, paid, "60.00EUR", "60.00EUR") == 0
    assert refund(bank, paid, "1.00EUR", "0.00EUR") == -46
    assert bank.books(paid)["refunded"] == "62.75"
    assert said(bank.status(paid), "recredits/total") == "62.75EUR"


@pytest.mark.parametrize(
    ("permitted", "cdr"), [("unlisted", -30), ("named", -51), ("whole", -48), ("any", 0)]
)
def test_which_refunds_are_permitted_is_a_matter_of_the_contract(bank, paid, permitted, cdr):
    bank.mode(refunds=permitted)
    assert refund(bank, paid, "2.75EUR", "62.75EUR") == cdr


def test_a_refund_that_names_its_collection_must_name_it_rightly(bank, paid):
    bank.mode(refunds="named")
    number = said(bank.status(paid), "numauto")
    wrong = {"date_remise": "16/01/2027", "num_autorisation": number}
    assert refund(bank, paid, "2.75EUR", "62.75EUR", **wrong) == -48
    right = {"date_remise": "15/01/2027", "num_autorisation": number}
    assert refund(bank, paid, "2.75EUR", "62.75EUR", **right) == 0


@pytest.mark.parametrize(
    ("changes", "cdr"),
    [
        ({"TPE": "7654321"}, -2),
        ({"version": "2.0"}, -20),
        ({"lgue": None}, -15),
        ({"date": None}, -15),
        ({"date_commande": "16/01/2027"}, -3),
        ({"montant": "1.00EUR"}, -3),
    ],
    ids=str,
)
def test_a_refund_must_be_asked_for_rightly(bank, paid, changes, cdr):
    assert refund(bank, paid, "2.75EUR", "62.75EUR", **changes) == cdr
    assert bank.books(paid)["refunded"] == "0.00"


def test_what_was_not_paid_is_not_given_back(bank):
    form = a_form()
    bank.opens(sealed(form))
    assert refund(bank, form, "2.75EUR", "62.75EUR") == -3


def test_the_merchant_gives_back_in_the_portal(bank, paid):
    assert bank.pulls(paid, "refund", amount="2.75").status_code == 200
    assert bank.pulls(paid, "refund", amount="60.01").status_code == 400
    assert bank.pulls(paid, "refund").status_code == 200
    assert bank.books(paid)["refunded"] == "62.75"


def test_a_lever_makes_the_status_say_otherwise(bank, paid):
    bank.pulls(paid, "alter", amount="12.00", currency="CHF")
    assert said(bank.status(paid), "montantrecouvre") == "12.00CHF"
    bank.pulls(paid, "alter", status="strange")
    assert said(bank.status(paid), "etat") == "strange"


@pytest.mark.parametrize(("mode", "status"), [("down", 503), ("html", 200), ("garbage", 200)])
def test_the_services_can_be_broken_and_the_page_still_works(bank, paid, mode, status):
    bank.mode(api=mode)
    answer = bank.client.post("/test/etatpaiement.cgi", data={})
    assert answer.status_code == status
    assert b"etatpaiement" not in answer.content
    assert bank.pays(a_form()).status_code == 303


def test_currencies_have_their_own_decimals(bank):
    for montant in ("2900JPY", "1.25KWD"):
        form = a_form(montant=montant)
        bank.pays(form)
        assert said(bank.status(form), "montantrecouvre") == montant
