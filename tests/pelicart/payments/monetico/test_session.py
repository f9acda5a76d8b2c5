from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import an_order

from pelicart.errors import NotFound, ProviderRefused
from pelicart.money import Money
from pelicart.payments.monetico.session import read_session, session_of

ORDER = an_order(total=4690)
TEXT = "ABCDEFGHIJKL.20270115.4690EUR.ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_session_says_all_that_the_bank_must_be_told():
    session = session_of(ORDER)
    assert session.text == TEXT
    assert session.date == "15/01/2027"
    assert read_session(TEXT) == session


def test_the_first_reference_is_the_orders_number():
    assert session_of(ORDER).reference == ORDER.number


def test_further_attempts_have_references_that_no_order_has():
    references = [session_of(replace(ORDER, attempt=n)).reference for n in range(1, 6)]
    assert len(set(references)) == 5
    assert [one[:11] for one in references] == [ORDER.number[:11]] * 5
    assert all(one[11] in "0189" for one in references[1:])
    assert all(len(one) == 12 for one in references)


@pytest.mark.parametrize("changes", [{"attempt": 6}, {"attempt": 100}, {"id": "lower"}])
def test_after_five_attempts_there_are_no_more(changes):
    with pytest.raises(ProviderRefused):
        session_of(replace(ORDER, **changes))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "../etatpaiement",
        TEXT.lower(),
        f"{TEXT}\n",
        f" {TEXT}",
        TEXT.replace("EUR", "EUX"),
        TEXT.replace("4690", "-4690"),
        TEXT.replace("4690", "4690.00"),
        TEXT.replace("4690", "9" * 9),
        TEXT.replace("4690", "٤690"),
        TEXT.replace("20270115", "2027011"),
        TEXT[:-1],
        f"{TEXT}A",
        f"M{TEXT[1:]}",  # another order's reference
        TEXT.replace("KL.", "KM."),
        TEXT.replace("KL.", "K2."),
        "é" * 300,
    ],
)
def test_what_is_no_session_of_ours_is_not_found(text):
    with pytest.raises(NotFound):
        read_session(text)


IDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=26, max_size=26)


@given(IDS, st.integers(1, 5), st.integers(1, 99_999_999), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_every_session_reads_as_what_was_written(order, attempt, minor, currency):
    session = session_of(an_order(id=order, attempt=attempt, total=minor, currency=currency))
    assert read_session(session.text) == session
    assert session.money == Money(minor, currency)


@given(IDS, IDS, st.integers(1, 5))
def test_no_reference_belongs_to_two_orders(one, other, attempt):
    if one[:12] != other[:12]:
        taken = {session_of(an_order(id=other, attempt=n)).reference for n in range(2, 6)}
        first = session_of(an_order(id=one)).reference
        assert first not in taken
