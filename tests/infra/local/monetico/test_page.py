"""The payment page, used as a browser without scripts would, with forms made by hand."""

from __future__ import annotations

import pytest
from lxml import html
from tests.infra.local.monetico.conftest import KEY, ORDER, a_form, context, sealed

from pelicart_infra.local.monetico.terminal import Terminal

# Published with another project; the key is written as banks do.
VECTOR = {
    "version": "3.0", "TPE": "1234567", "date": "13/07/2026:10:00:00", "montant": "6.00EUR",
    "reference": "MDT0001", "lgue": "FR", "societe": "maisondetara",
    "texte-libre": "resa:atelier:0001", "mail": "client@test.fr", "contexte_commande": "",
    "url_retour_ok": "https://mdt.fr/paiement/ok", "url_retour_err": "https://mdt.fr/paiement/erreur",
    "nbrech": "", **{f"dateech{n}": "" for n in range(1, 5)},
    **{f"montantech{n}": "" for n in range(1, 5)},
}  # fmt: skip
OF_VECTOR = "46165c101c4b7cda3f79ca2e57852d36ebf569ec"


@pytest.mark.parametrize("last", ["P0", "90"])
def test_the_stand_in_seals_as_the_published_vector(last):
    terminal = Terminal("1234567", "maisondetara", f"{KEY[:38]}{last}")
    assert terminal.mac(VECTOR) == OF_VECTOR
    assert terminal.sealed({**VECTOR, "MAC": OF_VECTOR.upper()})
    assert not terminal.sealed({**VECTOR, "nbrech": "2", "MAC": OF_VECTOR})
    assert not terminal.sealed(VECTOR)


def test_a_key_may_end_in_an_m():
    wrong, right = (Terminal("", "", f"{KEY[:38]}{last}") for last in ("9M", "90"))
    assert wrong.mac(VECTOR) == right.mac(VECTOR)


def test_a_sound_form_leads_to_the_page(bank):
    answer = bank.opens(sealed(a_form()))
    page = html.fromstring(bank.client.get(answer.headers["location"]).text)
    text = " ".join(page.text_content().split())
    assert answer.status_code == 303
    assert "EUR 62.75" in text
    assert ORDER in text
    assert page.xpath("//button/@value") == ["pay", "decline", "later", "cancel"]
    assert not page.xpath("//script | //@src | //link")


def test_the_same_form_again_leads_to_the_same_page(bank):
    form = sealed(a_form())
    assert bank.opens(form).headers["location"] == bank.opens(form).headers["location"]


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "2.0"},
        {"date": "15/01/2027"},
        {"date": "31/02/2027:09:00:00"},
        {"date": "13/01/2027:05:00:00"},
        {"date": "16/01/2027:11:00:00"},
        {"montant": "62.75"},
        {"montant": "62,75EUR"},
        {"montant": "62.755EUR"},
        {"montant": "0.00EUR"},
        {"montant": "62.75JPY"},
        {"reference": ""},
        {"reference": "A" * 13},
        {"reference": "AB-12"},
        {"lgue": "JA"},
        {"lgue": "fr"},
        {"texte-libre": "x" * 3201},
        {"texte-libre": "é"},
        {"mail": "zoé@customer.example"},
        {"mail": ""},
        {"url_retour_ok": "/ok"},
        {"url_retour_err": "javascript:alert(1)"},
        {"contexte_commande": ""},
        {"contexte_commande": "e30="},
        {"contexte_commande": context(postalCode="")},
        {"contexte_commande": context(addressLine1="x" * 51)},
        {"contexte_commande": context(country="France")},
        {"contexte_commande": context(city=None)},
        {"societe": None},
        {"version": None},
        {"contexte_commande": None},
        {"nouveau": "1"},
        {"nbrech": "3"},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_what_the_bank_does_not_take_is_refused(bank, changes):
    form = a_form(**changes)
    assert bank.opens(sealed(form)).status_code == 400
    assert bank.client.get("/pay/" + (form.get("reference") or "-")).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        a_form(),
        {**sealed(a_form()), "MAC": "0" * 40},
        {**sealed(a_form()), "montant": "1.00EUR"},
        {**sealed(a_form()), "mail": ""},
        sealed(a_form(), key=f"{KEY[:39]}1"),
        sealed(a_form(TPE="7654321")),
        sealed(a_form(societe="other")),
    ],
    ids=["none", "wrong", "amount", "mail", "key", "terminal", "company"],
)
def test_a_wrong_seal_or_terminal_is_refused(bank, form):
    assert bank.opens(form).status_code == 400


def test_a_field_twice_is_refused(bank):
    body = "&".join(["TPE=1234567"] * 2)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert bank.client.post("/test/paiement.cgi", content=body, headers=kind).status_code == 400


def test_a_reference_is_one_orders_for_ever(bank):
    form = a_form()
    bank.pays(form)
    assert bank.opens(sealed({**form, "montant": "1.00EUR"})).status_code == 400
    assert bank.pays(form).status_code == 409
    assert bank.books(form)["captured"] == "62.75"


def test_both_platforms_keep_books_of_their_own(bank):
    form = a_form()
    bank.pays(form)
    real = bank.opens(sealed(form), platform="")
    assert bank.client.post(real.headers["location"], data={"action": "pay"}).status_code == 303
    assert [one["code-retour"] for one in bank.told()] == ["payetest", "paiement"]


def test_four_cards_may_be_tried(bank):
    form = a_form()
    for _ in range(3):
        assert bank.pays(form, "decline").status_code == 303
        assert bank.books(form)["state"] == "open"
    bank.pays(form, "decline")
    assert bank.books(form)["state"] == "failed"
    assert bank.pays(form).status_code == 409


def test_a_page_may_be_paid_for_45_minutes_and_opened_again(bank):
    form = a_form()
    page = bank.opens(sealed(form)).headers["location"]
    bank.client.post("/_control/clock", json={"advance": 45 * 60})
    assert bank.books(form)["state"] == "expired"
    assert bank.client.post(page, data={"action": "pay"}).status_code == 409
    assert bank.pays(form).status_code == 303
    assert bank.books(form)["state"] == "paid"


def test_after_paying_the_browser_comes_back_to_the_shop(bank):
    form = a_form()
    bounce = bank.pays(form)
    back = bank.client.get(bounce.headers["location"])
    assert back.headers["location"] == form["url_retour_ok"]


def test_who_turns_round_comes_back_and_nothing_is_told(bank):
    form = a_form()
    assert bank.pays(form, "cancel").headers["location"] == form["url_retour_err"]
    assert bank.books(form)["state"] == "open"
    assert bank.told() == []


@pytest.mark.parametrize(("end", "state"), [("confirm", "paid"), ("fail", "failed")])
def test_a_partner_decides_later(bank, end, state):
    form = a_form()
    bank.pays(form, "later")
    assert bank.books(form)["state"] == "processing"
    assert bank.pulls(form, end).status_code == 200
    assert bank.books(form)["state"] == state
    assert bank.pulls(form, end).status_code == 400
    codes = [one["code-retour"] for one in bank.told()]
    assert codes == ["attente_partenaire", "payetest" if end == "confirm" else "Annulation"]


def test_the_lever_ends_a_page(bank):
    form = a_form()
    bank.opens(sealed(form))
    bank.pulls(form, "expire")
    assert bank.books(form)["state"] == "expired"


@pytest.mark.parametrize("lever", ["dispute", "win", "lose", "refund", "confirm"])
def test_there_are_no_other_levers(bank, lever):
    form = a_form()
    bank.opens(sealed(form))
    assert bank.pulls(form, lever).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/paiement", "/test/", "/test/autre.cgi", "/v1/x", "/pay/NONE"])
def test_an_unknown_address_is_not_found(bank, path):
    assert bank.client.get(path).status_code == 404
    assert bank.client.get("/test/etatpaiement.cgi").status_code == 404


def test_the_overview_and_the_ledger_name_no_customer(bank):
    form = a_form()
    bank.pays(form)
    seen = bank.client.get("/").text + bank.client.get("/_control/ledger").text
    assert form["reference"] in seen
    assert "ada@customer" not in seen
    assert form["contexte_commande"] not in seen
