"""The vectors were published with another project; they come from no bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.payments.monetico.key import usable_key
from pelicart.payments.monetico.seal import genuine, mac_of, seal

KEY = usable_key("12345678901234567890123456789012345678P0")
HELLO = "a535d23382a5191994c64d2c629114739cd51bf9"
REQUEST = {
    "version": "3.0",
    "TPE": "1234567",
    "date": "13/07/2026:10:00:00",
    "montant": "6.00EUR",
    "reference": "MDT0001",
    "lgue": "FR",
    "societe": "maisondetara",
    "texte-libre": "resa:atelier:0001",
    "mail": "client@test.fr",
    "url_retour_ok": "https://mdt.fr/paiement/ok",
    "url_retour_err": "https://mdt.fr/paiement/erreur",
    "contexte_commande": "",
    "nbrech": "",
    **{f"dateech{n}": "" for n in range(1, 5)},
    **{f"montantech{n}": "" for n in range(1, 5)},
}
OF_REQUEST = "46165c101c4b7cda3f79ca2e57852d36ebf569ec"


def test_the_published_vector_of_a_plain_text():
    assert mac_of(KEY, b"hello") == HELLO


def test_the_published_vector_of_a_request():
    assert seal(KEY, REQUEST) == OF_REQUEST
    assert genuine(KEY, REQUEST, OF_REQUEST)
    assert genuine(KEY, REQUEST, OF_REQUEST.upper())


def test_capitals_come_before_small_letters_and_digits_before_both():
    fields = {"b": "4", "a": "3", "TPE": "2", "3dsdebrayable": "1"}
    assert seal(KEY, fields) == mac_of(KEY, b"3dsdebrayable=1*TPE=2*a=3*b=4")


def test_an_empty_field_is_under_the_seal_too():
    without = {name: value for name, value in REQUEST.items() if name != "nbrech"}
    assert seal(KEY, without) != OF_REQUEST


@pytest.mark.parametrize(
    "mac", ["", HELLO, OF_REQUEST[:-1], f"{OF_REQUEST}0", f" {OF_REQUEST}", "é" * 40, "１" * 40]
)
def test_any_other_text_is_no_seal(mac):
    assert not genuine(KEY, REQUEST, mac)


NAMES = st.text("abcXYZ-_19", min_size=1, max_size=6)
VALUES = st.text(st.characters(max_codepoint=255), max_size=10)


@given(st.dictionaries(NAMES, VALUES, max_size=5), NAMES, VALUES)
def test_any_change_of_any_field_breaks_it(fields, name, value):
    changed = {**fields, name: value}
    mac = seal(KEY, fields)
    written = [sorted(f"{k}={v}" for k, v in one.items()) for one in (fields, changed)]
    # Only what reads the same can be sealed the same: a star in a value isn't escaped.
    same = "*".join(written[0]) == "*".join(written[1])
    assert genuine(KEY, changed, mac) == (changed == fields or same)
