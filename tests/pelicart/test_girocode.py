import pytest

from pelicart.girocode import girocode
from pelicart.money import Money
from pelicart.reference import reference_of

IBAN, BIC = "FR14 2004 1010 0505 0001 3M02 606", "EXMPFRPPXXX"
SWISS = "CH93 0076 2011 6238 5295 7"  # the example of the registry of IBAN formats
REFERENCE = reference_of("ABCD2345EFGH")


def code(holder="Merle & Lin", iban=IBAN, bic=BIC, amount=450, currency="EUR"):
    return girocode(holder, iban, bic, Money(amount, currency), REFERENCE)


def test_its_lines_are_those_of_the_guidelines():
    assert code().split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "EXMPFRPPXXX",
        "Merle & Lin",
        "FR1420041010050500013M02606",
        "EUR4.50",
        "",
        REFERENCE,
    ]


@pytest.mark.parametrize(
    ("amount", "written"),
    [(1, "EUR0.01"), (100, "EUR1.00"), (5890, "EUR58.90"), (99_999_999_999, "EUR999999999.99")],
)
def test_its_amount_has_a_point_and_all_cents(amount, written):
    assert written in code(amount=amount).split("\n")


@pytest.mark.parametrize("amount", [-1, 0, 100_000_000_000])
def test_amounts_that_no_transfer_has_give_none(amount):
    assert code(amount=amount) == ""


@pytest.mark.parametrize("currency", ["CHF", "JPY", "USD"])
def test_only_euros_have_one(currency):
    assert code(currency=currency) == ""


@pytest.mark.parametrize("iban", ["", "US12 3456", "BR1800360305000010009795493C1", "1420041010"])
def test_only_an_account_within_sepa_has_one(iban):
    assert code(iban=iban) == ""


def test_a_bank_in_the_economic_area_needs_no_name_and_others_do():
    assert code(bic="").split("\n")[4] == ""
    assert code(iban=SWISS)
    assert code(iban=SWISS, bic="") == ""


@pytest.mark.parametrize(("holder", "there"), [("A" * 70, True), ("A" * 71, False), (" ", False)])
def test_a_name_has_at_most_seventy_characters(holder, there):
    assert bool(code(holder=holder)) == there


def test_a_name_cannot_smuggle_in_a_line():
    lines = code(holder="Merle\nUS00\r\n& Lin").split("\n")
    assert (len(lines), lines[5], lines[6][:2]) == (10, "Merle US00 & Lin", "FR")


def test_a_text_of_too_many_bytes_is_none():
    assert code(holder="é" * 70)
    assert code(holder="\N{GRINNING FACE}" * 70) == ""
