"""Every letter with every sample, in English and in French."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from pelican.plugins.pelicart.letter_samples import letter_samples
from pelican.plugins.pelicart.locale_data import text_of
from pelicart.letters import LETTERS, TO_MERCHANT
from pelicart.pages import Pages, Written
from pelicart.publication import Frame
from pelicart.settings import read_shop

LIVE = Path(__file__).parents[2] / "site/pelican/plugins/pelicart/templates/live"
SAMPLES = dict(letter_samples())
SHOP = read_shop(
    {
        "name": "Tom & Jerry",
        "currencies": ["EUR"],
        "email": "shop@example.org",
        "address": ["Tom & Jerry", "1 High Street"],
    },
    [],
)


def pages(language: str) -> Pages:
    live = {
        file.relative_to(LIVE.parent).as_posix(): file.read_text("utf-8")
        for file in LIVE.rglob("*.html")
    }
    text = text_of(language, ("EUR",), [LIVE.parents[1] / "messages"], [])
    return Pages(live, Frame(("",)), text, SHOP)


PAGES = {language: pages(language) for language in ("en", "fr")}
WRITTEN = {
    (what, language): filled.letter(view)
    for language, filled in PAGES.items()
    for what, view in SAMPLES.items()
}
every_letter = pytest.mark.parametrize("written", WRITTEN.values(), ids=map(" ".join, WRITTEN))


def letter(what: str) -> Written:
    return WRITTEN[what, "en"]


def words_of(written: Written) -> str:
    body = html.document_fromstring(written.html).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


def test_there_is_a_sample_of_every_letter_and_a_template_for_it() -> None:
    files = {file.stem for file in (LIVE / "letters").glob("*.html") if file.stem[0] != "_"}
    assert files == {view.letter for view in SAMPLES.values()} == set(LETTERS)


@every_letter
def test_a_subject_is_one_short_line_without_markup(written: Written) -> None:
    assert written.subject
    assert "\n" not in written.subject
    assert len(written.subject) < 80
    assert "&amp;" not in written.subject


@every_letter
def test_a_text_is_plain_and_never_torn(written: Written) -> None:
    assert "\n\n\n" not in written.text
    assert not re.search(r"[ \t]\n", written.text)
    assert not re.search(r"</?(p|br|td|a|strong)\b|&(amp|lt|#\d+);", written.text)
    assert "Tom & Jerry" in written.text


@every_letter
def test_the_html_loads_nothing_and_says_what_the_text_says(written: Written) -> None:
    assert not re.search(r"<(img|script|link|iframe|form)|url\(|@import", written.html)
    link = "https://shop.example/shop/order/a.b.c"
    said, text = words_of(written), written.text.replace(link, "").replace("\n--\n", "\n")
    assert {*re.findall(r"[^\s:]+", text)} <= {*re.findall(r"[^\s:]+", said)}


@pytest.mark.parametrize("name", [name for name in LETTERS if name not in TO_MERCHANT])
def test_a_letter_to_the_shopper_leads_to_the_page_of_the_order(name: str) -> None:
    link = SAMPLES[name].link
    assert link in letter(name).text
    assert f'href="{link}"' in letter(name).html
    assert "Hello Ada Example," in letter(name).text


@pytest.mark.parametrize("name", sorted(TO_MERCHANT))
def test_a_letter_to_the_shop_names_the_command_and_no_link(name: str) -> None:
    assert re.search(r"pelicart [a-z ]+ABCDEFGHIJKL", letter(name).text)
    assert "://" not in letter(name).text
    assert "Hello" not in letter(name).text


def test_how_to_pay_stands_in_the_letter() -> None:
    transfer = letter("received, transfer").text
    assert all(f"{what}\n" in transfer for what in ("IBAN: FR00", "Amount: €58.90"))
    assert "Reference: RF33 ABCD 2345 EFGH" in transfer
    assert "Payable to: Example Ltd" in letter("reminder, cheque").text
    assert "Collect it at: 1 High Street" not in letter("received, cheque").text


def test_what_went_back_is_told_with_its_reason() -> None:
    assert "the goods were sold meanwhile" in letter("too late").text
    assert "paid twice" in letter("paid twice").text
    assert "given back €5.00 of your payment" in letter("part refunded").text
    assert "your whole payment is back" in letter("refunded").text


def test_what_anybody_wrote_is_escaped_in_html_and_as_it_is_in_text() -> None:
    name = '<b onload="x">A & B</b>'
    view = replace(SAMPLES["paid"], person={"name": name, "note": "a\nb"})
    written = PAGES["en"].letter(view)
    assert f"Hello {name}," in written.text
    assert not html.document_fromstring(written.html).xpath("//b")
    shipped = PAGES["en"].letter(SAMPLES["shipped with a number"])
    assert "number is <1>." in shipped.text
