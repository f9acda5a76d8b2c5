import base64
import json
from dataclasses import replace

import pytest
from tests.pelicart.build import an_order
from tests.pelicart.payments.promises import URLS

from pelicart.address import read_person
from pelicart.errors import ProviderRefused
from pelicart.payments.monetico.form import form_fields, language
from pelicart.payments.monetico.seal import seal
from pelicart.payments.monetico.session import session_of

PERSON = {
    "name": "Zoé Example",
    "email": "zoe@shop.example",
    "phone": "+33 1 99 00 00 00",
    "line1": "1 rue de l'Été",
    "line2": "Bâtiment B",
    "postcode": "75001",
    "city": "Paris",
    "country": "FR",
}
ORDER = an_order(total=4690, language="fr", person=PERSON)


def fields_of(order, host="shop.example"):
    return form_fields(order, session_of(order), URLS, host)


def billing_of(order):
    context = json.loads(base64.b64decode(fields_of(order)["contexte_commande"], validate=True))
    assert list(context) == ["billing"]
    return context["billing"]


def test_the_form_says_what_the_bank_asks_for():
    fields = fields_of(ORDER)
    fields.pop("contexte_commande")
    assert fields == {
        "version": "3.0",
        "date": "15/01/2027:09:00:00",
        "montant": "46.90EUR",
        "reference": "ABCDEFGHIJKL",
        "lgue": "FR",
        "texte-libre": "pelicart/shop.example/ABCDEFGHIJKL.20270115.4690EUR."
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "mail": "zoe@shop.example",
        "url_retour_ok": URLS.done,
        "url_retour_err": URLS.back,
    }


def test_the_address_goes_along_in_utf_8_below_base64():
    assert billing_of(ORDER) == {
        "name": "Zoé Example",
        "addressLine1": "1 rue de l'Été",
        "addressLine2": "Bâtiment B",
        "city": "Paris",
        "postalCode": "75001",
        "country": "FR",
        "email": "zoe@shop.example",
    }


def test_everything_that_is_sealed_is_ascii():
    order = replace(ORDER, person={**PERSON, "email": "zoé@été.example", "city": "京都"})
    fields = fields_of(order, host="été.example:8443")
    assert "mail" not in fields
    assert fields["texte-libre"].startswith("pelicart/%C3%A9t%C3%A9.example:8443/")
    assert all(value.isascii() for value in fields.values())


def test_an_address_that_would_let_the_same_seal_fit_another_sum_is_left_out():
    typed = "a*montant=1.00EUR*n=@shop.example"
    person = read_person({**PERSON, "email": typed}, {"FR"}, needs_address=True)
    fields = fields_of(replace(ORDER, person=person))
    meant = {**fields, "mail": typed}
    n = f"@shop.example*montant={meant['montant']}"
    altered = {**meant, "mail": "a", "montant": "1.00EUR", "n": n}
    assert seal(b"k", altered) == seal(b"k", meant)
    assert "mail" not in fields
    assert not any("*" in value for value in fields.values())


def test_a_return_address_that_is_not_ascii_is_refused():
    with pytest.raises(ProviderRefused):
        form_fields(ORDER, session_of(ORDER), replace(URLS, done="https://été.example/"), "x")


@pytest.mark.parametrize("field", ["line1", "city", "country"])
@pytest.mark.parametrize("left_out", [True, False])
def test_without_a_billing_address_it_is_refused(field, left_out):
    person = {**PERSON, field: ""}
    if left_out:
        del person[field]
    with pytest.raises(ProviderRefused, match="address"):
        fields_of(replace(ORDER, person=person))


def test_where_there_are_no_postcodes_one_is_made_up():
    person = {**PERSON, "postcode": "", "country": "AE"}
    assert billing_of(replace(ORDER, person=person))["postalCode"] == "00000"


def test_a_long_address_is_cut_for_it_must_not_cost_the_payment():
    person = PERSON | dict.fromkeys(("line1", "line2", "city", "name"), "é" * 100)
    billing = billing_of(replace(ORDER, person=person))
    lengths = [len(billing[name]) for name in ("addressLine1", "addressLine2", "city", "name")]
    assert lengths == [50, 50, 50, 45]


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("fr", "FR"), ("fr-CA", "FR"), ("pt_BR", "PT"), ("sv", "SV"), ("ja", "EN"), ("", "EN")],
)
def test_the_page_speaks_the_orders_language_if_it_can(wanted, spoken):
    assert language(wanted) == spoken
