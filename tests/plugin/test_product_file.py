"""What is said of a product file, and where in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.settings import read_settings

from pelican.plugins.pelicart.conf import read_conf
from pelican.plugins.pelicart.product_file import read_product_file
from pelicart.catalogue import is_sku

SHOP = {
    "currencies": ["EUR", "JPY"],
    "taxes": {"rules": [{"to": ["FR"], "rates": {"standard": "20", "book": "5.5"}}]},
}
HEAD = "---\ntitle: A book\nsku: BOOK\n"


@pytest.fixture(scope="module")
def conf(tmp_path_factory: pytest.TempPathFactory):
    content = tmp_path_factory.mktemp("content")
    (content / "here.svg").write_text("<svg/>")
    return read_conf(read_settings(override={"PATH": str(content), "SHOP": SHOP, "SITEURL": ""}))


def read(conf, text: str):
    problems = []
    entry = read_product_file("products/book.md", text.encode(), conf, problems)
    return entry, [str(problem) for problem in problems]


def product(conf, fields: str) -> dict:
    entry, problems = read(conf, f"{HEAD}{fields}---\nText.\n")
    assert problems == []
    return json.loads(entry.line)


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("18.00 EUR", {"EUR": 1800}),
        ("18", {"EUR": 1800}),
        ("18.5", {"EUR": 1850}),
        ("0", {"EUR": 0}),
        ("2900 JPY", {"JPY": 2900}),
        ('{EUR: "18.00", JPY: 2900}', {"EUR": 1800, "JPY": 2900}),
        ("{EUR: 0.10, JPY: 1}", {"EUR": 10, "JPY": 1}),
    ],
)
def test_a_price_is_read_to_the_unit(conf, price: str, expected: dict[str, int]) -> None:
    assert product(conf, f"price: {price}\n")["variants"][0]["prices"] == expected


@pytest.mark.parametrize(
    ("fields", "line", "said"),
    [
        ("", 1, "price is missing."),
        ("price: -4 EUR\n", 4, "-4 is negative."),
        ("price: cheap\n", 4, "'cheap' is no amount."),
        ("price: 18.001\n", 4, "more decimals than EUR"),
        ("price: {JPY: 12.5}\n", 4, "more decimals than JPY"),
        ("price: 18 USD\n", 4, "'USD' is not a currency of this shop."),
        ("price: 1e3\n", 4, "'1e3' is no amount."),
        ("price: 999999999999 EUR\n", 4, "larger than any payment provider takes"),
        ("price: 1\ntax: bok\n", 5, "Did you mean book?"),
        ("price: 1\ncategroy: Paper\n", 5, "Did you mean category?"),
        ("price: 1\nstock: -1\n", 5, "whole number"),
        ("price: 1\nstock: 1.5\n", 5, "whole number"),
        ("price: 1\nweight: 3 stone\n", 5, "is no weight"),
        ("price: 1\nstatus: gone\n", 5, "Known: published, hidden, draft."),
        ("price: 1\ndate: tomorrow\n", 5, "is no date"),
        ("price: 1\nslug: ../../etc\n", 5, "leads elsewhere"),
        ("price: 1\nurl: a/../../b\n", 5, "leads elsewhere"),
        ("price: 1\ndigital: ../secret.pdf\n", 5, "leads elsewhere"),
        ("price: 1\ncategory: '&&&'\n", 5, "can stand in an address"),
        ("price: 1\nimages:\n  - {file: gone.svg, alt: x}\n", 6, "There is no picture gone.svg."),
        ("price: 1\nimages:\n  - file: here.svg\n", 6, "no alt text"),
        ("price: 1\nimages:\n  - {file: ../../here.svg, alt: x}\n", 6, "There is no picture"),
        ("price: 1\nimages: here.svg\n", 5, "should be a list"),
        ("price: 1\nimages:\n  - here.svg\n", 6, "Write each of its keys with a value."),
        ("price: 1\nextras:\n  - {sku: G, name: Gift}\n", 6, "price is missing."),
        ("price: 1\nextras:\n  - {sku: 'a b', name: G, price: 1}\n", 6, "can't be a SKU"),
        ("price: 1\ntitle: Again\n", 5, "title is written twice."),
        ("price: 2\nwas: 2.00 EUR\n", 5, "was is 2.00 EUR: no more than the price now."),
        ("price: {JPY: 1}\nwas: 2.00 EUR\n", 5, "was has EUR, and price has not."),
        ("price: 2\nwas: cheap\n", 5, "'cheap' is no amount."),
        ("price: 2\nwas: 3 USD\n", 5, "'USD' is not a currency of this shop."),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_line(conf, fields: str, line: int, said: str) -> None:
    _, problems = read(conf, f"{HEAD}{fields}---\n")
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"products/book.md:{line}: ")
    assert said in problems[0]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("title: x\n", 1, "no front matter"),
        ("---\n---\n", 2, "no fields"),
        ("---\ntitle: [a\nsku: b\n---\n", 3, "no YAML"),
        ("---\ntitle: a: b\n---\n", 2, "Text with : or # goes in quotes."),
        ("---\ntags:\n\t- b\n---\n", 3, "Indent with spaces, not tabs."),
        ("---\na: &a [*a]\n---\n", 2, "deeper than"),
        ("---\na: !!python/object/apply:os.system [x]\nprice: *gone\n---\n", 3, "no YAML"),
        ("---\n<<: {a: 1}\ntitle: T\nsku: S\nprice: 1\n---\n", 2, "no word"),
    ],
)
def test_a_broken_form_is_named_at_its_line(conf, text: str, line: int, said: str) -> None:
    _, problems = read(conf, text)
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"products/book.md:{line}: ")
    assert said in problems[0]


def test_no_file_outside_the_content_folder_is_a_picture(conf) -> None:
    for written in (
        "/etc/hostname",
        "../../../../../../etc/hostname",
        str(conf.content / "here.svg"),
    ):
        fields = f"price: 1\nimages:\n  - {{file: {written}, alt: x}}\n"
        _, problems = read(conf, f"{HEAD}{fields}---\n")
        assert len(problems) == 1
        assert f"There is no picture {written}." in problems[0]


def test_aliases_cannot_blow_a_file_up(conf) -> None:
    layers = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)]
    _, problems = read(conf, f"---\na0: &a0 [1]\n{''.join(layers)}---\n")
    assert len(problems) == 1
    assert "More than 5000 values" in problems[0]


def test_a_file_that_is_not_utf_8_is_named_with_its_line(conf) -> None:
    problems = []
    read_product_file("products/book.md", b"---\ntitle: \xff\n---\n", conf, problems)
    assert str(problems[0]) == "products/book.md:2: This is not UTF-8. Save the file as UTF-8."


def test_all_mistakes_of_a_file_are_told_at_once(conf) -> None:
    _, problems = read(conf, "---\nsku: 'a b'\nprice: x\nstock: many\ntax: none\n---\n")
    assert len(problems) == 5


@pytest.mark.parametrize("key", ["height", "material", "isbn", "author", "colour_name", "note"])
def test_a_merchant_has_fields_of_their_own(conf, key: str) -> None:
    entry, problems = read(conf, f"{HEAD}price: 1\n{key}: {{a: [1, 1.50, yes]}}\n---\n")
    assert problems == []
    assert json.loads(entry.record)["own"] == {key: {"a": [1, "1.50", "yes"]}}


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_text_at_all_breaks_the_reader(conf, text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n{text}", f"{HEAD}{text}\n---\n"):
        problems = []
        entry = read_product_file("products/x.md", whole.encode("utf-8", "replace"), conf, problems)
        assert entry or problems


def test_a_reduced_price_is_of_the_page_alone(conf) -> None:
    plain, _ = read(conf, f"{HEAD}price: {{EUR: 8, JPY: 900}}\n---\n")
    reduced, problems = read(conf, f"{HEAD}price: {{EUR: 8, JPY: 900}}\nwas: {{EUR: 9}}\n---\n")
    assert problems == []
    assert json.loads(reduced.record)["was"] == {"EUR": 900}
    assert reduced.line == plain.line
    assert reduced.digest != plain.digest


def test_what_options_price_differently_had_no_one_price_before(conf) -> None:
    values = "[A, {name: B, price: +4 EUR}]"
    options = f"options:\n  - {{name: S, values: {values}}}\n"
    _, problems = read(conf, f"{HEAD}price: 8\nwas: 9\n{options}---\n")
    assert len(problems) == 1
    assert problems[0].startswith("products/book.md:5: The price in EUR depends on the options")
    _, problems = read(conf, f"{HEAD}price: 8\nwas: 11\n{options.replace('[A,', '[')}---\n")
    assert [problem.partition(": ")[2][:19] for problem in problems] == ["was is 11.00 EUR: n"]


OPTIONS = """options:
  - name: Colour
    values: [Grey, {name: Ochre, sku: BOOK-OCHRE, stock: 4}]
  - name: Size
    values: [A6, {name: A5, price: +4.00 EUR, weight: +120 g}]
"""


def test_options_expand_to_variants_with_price_weight_and_counter(conf) -> None:
    made = product(conf, f"price: 18.00 EUR\nweight: 180 g\nstock: 12\n{OPTIONS}")
    variants = {variant["sku"]: variant for variant in made["variants"]}
    assert list(variants) == ["BOOK-GREY-A6", "BOOK-GREY-A5", "BOOK-OCHRE-A6", "BOOK-OCHRE-A5"]
    assert variants["BOOK-GREY-A5"]["prices"] == {"EUR": 2200}
    assert variants["BOOK-GREY-A5"]["weight"] == 300
    assert variants["BOOK-GREY-A5"]["stock_key"] == "BOOK"
    assert variants["BOOK-OCHRE-A6"]["stock_key"] == "BOOK-OCHRE"
    assert variants["BOOK-OCHRE-A5"]["stock_key"] == "BOOK-OCHRE"
    assert made["stock"] == {"BOOK": 12, "BOOK-OCHRE": 4}


def test_the_only_option_may_name_its_variants_outright(conf) -> None:
    made = product(
        conf, "price: 1\noptions:\n  - {name: S, values: [{name: Big, sku: X1}, Small]}\n"
    )
    assert [variant["sku"] for variant in made["variants"]] == ["X1", "BOOK-SMALL"]


def test_a_shared_counter_that_no_variant_uses_is_not_published(conf) -> None:
    values = "[{name: A, stock: 1}, {name: B, stock: 2}]"
    made = product(conf, f"price: 1\nstock: 9\noptions:\n  - {{name: S, values: {values}}}\n")
    assert made["stock"] == {"BOOK-A": 1, "BOOK-B": 2}


TWO_COUNTED = """  - {name: S, values: [{name: A, stock: 1}]}
  - {name: T, values: [{name: B, stock: 1}]}
"""


@pytest.mark.parametrize(
    ("options", "line", "said"),
    [
        ("  - {name: S, values: [A, A]}\n", 6, "A is listed twice."),
        ("  - {name: S, values: [a b, a-b]}\n", 5, "share the SKU BOOK-A-B"),
        ("  - {name: S, values: []}\n", 6, "no values"),
        ("  - {name: S, values: [A]}\n  - {name: S, values: [B]}\n", 7, "another option S"),
        ("  - {name: S, values: [{name: A, price: 4 EUR}]}\n", 6, "has no sign"),
        ("  - {name: S, values: [{name: A, price: -40 EUR}]}\n", 6, "falls below zero"),
        ("  - {name: S, values: [{name: A, prise: +4}]}\n", 6, "Did you mean price?"),
        ("  - {name: S, values: [{name: A, weight: 1 g}]}\n", 6, "has no sign"),
        ("  - {name: S, values: [{name: A, weight: -1 g}]}\n", 6, "less than nothing"),
        (TWO_COUNTED, 7, "Two values of one variant"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_sold_are_named(conf, options: str, line: int, said: str) -> None:
    _, problems = read(conf, f"{HEAD}price: 18.00 EUR\noptions:\n{options}---\n")
    assert any(problem.startswith(f"products/book.md:{line}: ") for problem in problems), problems
    assert any(said in problem for problem in problems), problems


def test_a_surcharge_must_be_known_in_every_currency_of_the_product(conf) -> None:
    values = "[{name: A, price: +4 EUR}, B]"
    _, problems = read(
        conf, f"{HEAD}price: {{EUR: 1, JPY: 1}}\noptions:\n  - {{name: S, values: {values}}}\n---\n"
    )
    assert len(problems) == 1
    assert "The price of A lacks JPY." in problems[0]


def test_too_many_variants_are_refused_before_they_are_made(conf) -> None:
    option = "  - {{name: O{}, values: [a, b, c, d, e, f, g, h, i, j]}}\n"
    _, problems = read(
        conf, f"{HEAD}price: 1\noptions:\n{''.join(option.format(n) for n in range(9))}---\n"
    )
    assert len(problems) == 1
    assert "1000000000 variants; at most 250" in problems[0]


@given(
    st.lists(
        st.lists(st.sampled_from(["S", "M", "L", "38 ½", "blau/grün", "漢", "X-Y"]), min_size=1,
                 max_size=4, unique=True),
        min_size=1, max_size=3,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_combination_is_one_variant_with_its_own_sku(conf, values: list[list[str]]) -> None:
    options = [{"name": f"O{n}", "values": some} for n, some in enumerate(values)]
    entry, problems = read(conf, f"{HEAD}price: 1\noptions: {json.dumps(options)}\n---\n")
    assert problems == []
    variants = json.loads(entry.line)["variants"]
    skus = [variant["sku"] for variant in variants]
    count = 1
    for some in values:
        count *= len(some)
    assert len(set(skus)) == len(skus) == count
    assert all(map(is_sku, skus))


def test_raw_html_and_tables_of_a_body_are_let_through(conf) -> None:
    body = "| a | b |\n|---|---|\n| 1 | 2 |\n\n<video src='x'></video> ~~old~~ \"quoted\"\n"
    entry, _ = read(conf, f"{HEAD}price: 1\n---\n{body}")
    html = json.loads(entry.record)["html"]
    assert "<table>" in html
    assert "<video src='x'></video>" in html
    assert "<del>old</del>" in html
    assert "&quot;quoted&quot;" in html


def test_a_page_may_name_its_own_address(conf) -> None:
    entry, problems = read(conf, f"{HEAD}price: 1\nurl: special/book.html\n---\n")
    assert problems == []
    assert (entry.facts.url, entry.facts.save_as) == ("special/book.html",) * 2
    assert json.loads(entry.line)["url"] == "/special/book.html"
    assert Path(entry.path).name == "book.md"
