from urllib.parse import unquote

import pytest
from tests.pelicart.scanner import modules, scanned

from pelicart.girocode import LARGEST, girocode
from pelicart.money import Money
from pelicart.qrcode import BORDER, picture
from pelicart.reference import reference_of


def test_what_a_banking_app_scans_is_what_the_guidelines_ask():
    text = girocode(
        "Café Merle & Lin",
        "FR14 2004 1010 0505 0001 3M02 606",
        "EXMPFRPPXXX",
        Money(5890, "EUR"),
        reference_of("ABCD2345EFGH"),
    )
    assert scanned(picture(text)) == text.encode()


@pytest.mark.parametrize("length", [9, 20, 40, 60, 80, 100, 120, 150, 180, 210, 250, 280, LARGEST])
def test_a_code_of_any_size_up_to_version_13_can_be_scanned(length):
    text = ("Merle & Lin\n" * 40)[:length]
    assert scanned(picture(text)) == text.encode()


def test_the_largest_text_is_drawn_as_version_13():
    source = unquote(picture("a" * LARGEST).partition(",")[2])
    assert len(modules(source)) == 17 + 4 * 13


def test_it_is_black_on_white_with_its_border_and_no_styles():
    source = unquote(picture("a").partition(",")[2])
    assert "#000" in source
    assert "#fff" in source
    assert "style" not in source
    assert "class" not in source
    assert f"M{BORDER} {BORDER}.5" in source
