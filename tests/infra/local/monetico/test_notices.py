"""The return interface as a shop receives it."""

from __future__ import annotations

import base64
import json

import pytest
from tests.infra.local.monetico.conftest import KEY, ORDER, a_form, sealed


def genuine(notice):
    fields = {name: value for name, value in notice.items() if name != "MAC"}
    return sealed(fields)["MAC"] == notice["MAC"].lower()


def test_a_payment_is_told_once_and_sealed_over_all_of_it(bank):
    form = a_form()
    bank.pays(form)
    [notice] = bank.told()
    assert genuine(notice)
    assert notice["MAC"] == notice["MAC"].upper()
    assert notice["code-retour"] == "payetest"
    assert notice["date"] == "15/01/2027_a_08:00:00"
    told = {name: notice[name] for name in ("TPE", "montant", "reference", "texte-libre")}
    assert told == {name: form[name] for name in told}


def test_it_has_the_fields_that_are_known_and_some_that_are_not(bank):
    bank.pays(a_form())
    bank.pays(a_form())
    first, second = bank.told()
    assert {"cvx", "vld", "brand", "numauto", "modepaiement", "cbmasquee"} <= first.keys()
    said = json.loads(base64.b64decode(first["authentification"]))
    assert said["status"] == "authenticated"
    new = [{name for name in one if "nouveau" in name} for one in (first, second)]
    assert [len(names) for names in new] == [2, 2]
    assert new[0] != new[1]


def test_a_base64_value_may_have_a_plus_sign(bank):
    bank.pays(a_form())
    assert "+" in bank.told()[0]["authentification"]


def test_each_refused_card_is_told(bank):
    form = a_form()
    bank.pays(form, "decline")
    bank.pays(form, "decline")
    bank.pays(form)
    told = bank.told()
    assert [one["code-retour"] for one in told] == ["Annulation", "Annulation", "payetest"]
    assert [one.get("motifrefus") for one in told] == ["Refus", "Refus", None]
    assert all(map(genuine, told))


@pytest.mark.parametrize(("notices", "times"), [("once", 1), ("twice", 2), ("never", 0)])
def test_it_comes_as_often_as_was_chosen(bank, notices, times):
    bank.pays(a_form(), notices=notices)
    assert len(bank.told()) == times


def test_it_can_come_late(bank):
    bank.mode(late=0.2)
    bank.pays(a_form(), notices="late")
    assert bank.receiver.came == []
    assert len(bank.told()) == 1


def test_it_can_come_forged(bank):
    bank.pays(a_form(), notices="forged")
    [notice] = bank.told()
    assert not genuine(notice)
    assert sealed({}, key=KEY)["MAC"] != notice["MAC"]


@pytest.mark.parametrize(
    "answer", ["version=2\ncdr=1\n", "version=2\ncdr=0", "version=2\r\ncdr=0\r\n", "<!-- -->"]
)
def test_an_answer_that_is_not_to_the_letter_is_kept_and_none_is_sent_again(bank, answer):
    bank.receiver.answer = answer
    form = a_form()
    bank.pays(form)
    assert len(bank.told()) == 1
    tries = [
        one
        for one in bank.client.get("/_control/deliveries").json()
        if one["session"] == form["reference"]
    ]
    assert [(one["try"], one["status"], one["answer"]) for one in tries] == [(1, 200, answer)]
    assert bank.books(form)["state"] == "paid"


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"amount": "12.00"}, "montant", "12.00EUR"),
        ({"currency": "CHF"}, "montant", "62.75CHF"),
        ({"live": True}, "code-retour", "paiement"),
        ({"status": "strange"}, "code-retour", "strange"),
        ({"order": "Z" * 26}, "texte-libre", "commande " + "Z" * 26),
    ],
    ids=str,
)
def test_a_lever_makes_it_say_otherwise_under_a_good_seal(bank, said, field, told):
    form = a_form()
    bank.opens(sealed(form))
    bank.pulls(form, "alter", **said)
    bank.pays(form)
    [notice] = bank.told()
    assert genuine(notice)
    assert notice[field] == told


def test_the_books_name_the_order_by_the_shops_own_number(bank):
    form, other = a_form(), a_form(**{"texte-libre": None})
    bank.opens(sealed(form))
    bank.opens(sealed(other))
    assert bank.books(form)["order"] == ORDER
    assert bank.books(other)["order"] == other["reference"]
