import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.shopfront import ADA

from pelicart.address import LIMITS, destination, read_person, tidy
from pelicart.errors import BadForm
from pelicart.pricing.region import Destination

COUNTRIES = {"FR", "DE", "AE"}


def person(*, needs_address=True, **changes):
    return read_person({**ADA, **changes}, COUNTRIES, needs_address=needs_address)


def faults(*, needs_address=True, **changes):
    with pytest.raises(BadForm) as raised:
        person(needs_address=needs_address, **changes)
    return raised.value.fields


def test_only_what_was_filled_in_is_kept():
    assert person() == {name: text for name, text in ADA.items() if text}


def test_all_faults_are_told_at_once():
    assert faults(name="", email="nobody", postcode=" ", country="US") == {
        "name": "missing",
        "email": "malformed",
        "postcode": "missing",
        "country": "not-served",
    }


@pytest.mark.parametrize("field", ["name", "email", "line1", "postcode", "city", "country"])
def test_a_field_of_an_address_may_not_be_missing(field):
    assert faults(**{field: "\u200b "}) == {field: "missing"}


@pytest.mark.parametrize("field", ["phone", "line2", "region", "note"])
def test_a_field_may_be_empty(field):
    assert field not in person(**{field: ""})


def test_files_alone_need_no_address():
    empty = dict.fromkeys(("line1", "line2", "postcode", "city", "region"), "")
    assert person(needs_address=False, **empty) == {
        "name": "Ada Example",
        "email": "ada@customer.example",
        "country": "FR",
    }


def test_files_alone_keep_no_address():
    assert "line1" not in person(needs_address=False)


def test_a_country_without_postcodes_needs_none():
    assert person(country="AE", postcode="")["country"] == "AE"


@pytest.mark.parametrize("field", LIMITS)
def test_no_field_is_longer_than_its_limit(field):
    assert faults(**{field: "é" * (LIMITS[field] + 1)})[field] == "too-long"


@pytest.mark.parametrize("field", [name for name in LIMITS if LIMITS[name] > 19])
def test_a_card_number_is_never_kept(field):
    assert faults(**{field: "4242 4242 4242 4242"})[field] == "card-number"


@pytest.mark.parametrize("phone", ["+123456789012347", "+33 1 99 00 00 01", "+49 (30) 123-456"])
def test_an_international_phone_number_is_none_of_a_card(phone):
    assert person(phone=phone)["phone"] == phone


@pytest.mark.parametrize("phone", ["+4242424242424242", "4242424242424242", "378282246310005"])
def test_a_card_number_is_no_phone_number(phone):
    assert faults(phone=phone) == {"phone": "card-number"}


@pytest.mark.parametrize(
    "email",
    ["ada@shop.example", "ada+x@a.b.example", "o'hara@shop.example", "阿达@商店.example",
     "ada@bücher.example"],
)  # fmt: skip
def test_an_e_mail_address_may_be_in_any_script(email):
    assert person(email=email)["email"] == email


@pytest.mark.parametrize(
    "email",
    ["ada", "ada@", "@shop.example", "ada@shop", "a da@shop.example", "ada@shop..example",
     "ada@@shop.example", "Ada <ada@shop.example>", "a@b.example,c@d.example", "ada@.example"],
)  # fmt: skip
def test_what_is_no_e_mail_address_is_told(email):
    assert faults(email=email) == {"email": "malformed"}


def test_line_breaks_become_spaces():
    assert person(note="Ring\r\ntwice\u2028please\x85now")["note"] == "Ring twice please now"


def test_invisible_marks_are_taken_out_but_joiners_stay():
    assert tidy("a\u202eb\u200bc\ud800\0") == "abc"
    assert tidy("👩\u200d🚀") == "👩\u200d🚀"


@given(st.text())
def test_tidy_text_stays_as_it_is(text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_an_accent_behind_an_invisible_mark_is_composed():
    assert tidy("e\u200b\u0301") == "é"


@given(st.dictionaries(st.sampled_from(sorted(LIMITS)), st.text()))
def test_any_form_gives_a_person_or_faults(form):
    faults, found = {}, {}
    try:
        found = read_person(form, COUNTRIES, needs_address=True)
    except BadForm as wrong:
        faults = wrong.fields
    assert bool(faults) != bool(found)
    assert faults.keys() <= LIMITS.keys()
    assert all(0 < len(text) <= LIMITS[name] for name, text in found.items())


def test_zones_and_taxes_look_at_country_and_postcode():
    assert destination(person()) == Destination("FR", "75001")
    assert destination({}) == Destination("", "")
