import pytest

from pelicart.reading import Problem, Reader, read_prices


def reader(**data):
    return Reader(data, (), [])


def said(some):
    return [str(problem) for problem in some.problems]


def test_every_verb_returns_what_was_written():
    some = reader(
        a=" text ", b=12, c="two", d=3, e=True, f=["x", 1], g={"h": "i"}, j=[{"k": 1}, {"k": 2}]
    )
    assert (some.text("a"), some.text("b")) == ("text", "12")
    assert some.choice("c", ("one", "two"), "one") == "two"
    assert some.integer("d", 0) == 3
    assert some.flag("e") is True
    assert some.texts("f") == ("x", "1")
    assert some.table("g").text("h") == "i"
    assert [one.integer("k", 0) for one in some.tables("j")] == [1, 2]
    some.done()
    assert said(some) == []


def test_every_verb_returns_its_default_for_what_was_not_written():
    some = reader()
    assert (some.text("a"), some.text("a", "b")) == ("", "b")
    assert some.choice("a", ("one", "two"), "one") == "one"
    assert some.integer("a", 7) == 7
    assert some.flag("a", default=True) is True
    assert some.texts("a") == ()
    assert some.table("a").data == {}
    assert list(some.tables("a")) == []
    assert some.prices("a", ["EUR"]) == {}
    assert not some.has("a")
    assert said(some) == []


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_required_and_missing_is_noted(value):
    some = reader(a=value)
    some.text("a", required=True)
    assert said(some) == ["a: a is missing. Write a: followed by a value."]


@pytest.mark.parametrize("value", [True, 1.5, ["x"], {}])
def test_what_is_no_text_is_noted(value):
    some = reader(a=value)
    assert some.text("a", "default") == "default"
    assert len(said(some)) == 1


def test_a_word_close_to_a_known_one_gets_a_hint():
    some = reader(a="standart")
    assert some.choice("a", ("standard", "lines"), "lines") == "lines"
    assert said(some) == ["a: a is 'standart'. Did you mean standard? Known: standard, lines."]


@pytest.mark.parametrize("value", [True, "3", 2.0, -1, 11])
def test_what_is_no_whole_number_within_bounds_is_noted(value):
    some = reader(a=value)
    assert some.integer("a", 5, most=10) == 5
    assert said(some)[0].endswith("Write a whole number from 0 to 10.")


@pytest.mark.parametrize("value", ["yes", 1, 0])
def test_what_is_neither_true_nor_false_is_noted(value):
    some = reader(a=value)
    assert some.flag("a") is False
    assert len(said(some)) == 1


def test_what_is_no_text_is_left_out_of_a_list_and_noted_at_its_place():
    some = reader(a=["x", True, "", 1.5, "y"])
    assert some.texts("a") == ("x", "y")
    assert [problem.path for problem in some.problems] == [("a", 1), ("a", 2), ("a", 3)]


def test_what_is_no_table_or_list_of_tables_is_noted():
    some = reader(a="x", b={"c": 1}, d=[1])
    assert some.table("a").data == {}
    assert list(some.tables("b")) == []
    assert list(some.tables("d")) == []
    assert [problem.path for problem in some.problems] == [("a",), ("b",), ("d", 0)]


def test_a_problem_names_its_place_below_the_readers():
    some = Reader({"a": {"b": 1.5}}, ("shipping", 0), [])
    some.table("a").text("b")
    assert some.problems[0].path == ("shipping", 0, "a", "b")


def test_keys_nobody_asked_for_are_noted_with_the_closest_one():
    some = reader(curencies=["EUR"], zzz=1)
    some.texts("currencies")
    some.done()
    assert said(some) == [
        "curencies: Unknown key 'curencies'. Did you mean currencies?",
        "zzz: Unknown key 'zzz'. Known: currencies.",
    ]


@pytest.mark.parametrize(
    ("value", "prices"),
    [
        ("18.00 EUR", {"EUR": 1800}),
        ("18", {"EUR": 1800}),
        (18, {"EUR": 1800}),
        ("2900 JPY", {"JPY": 2900}),
        ({"EUR": "18.00", "JPY": 2900}, {"EUR": 1800, "JPY": 2900}),
        (None, {}),
    ],
)
def test_prices_are_read_in_one_currency_or_several(value, prices):
    some = reader(price=value)
    assert some.prices("price", ("EUR", "JPY")) == prices
    assert said(some) == []


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (18.5, "18.5 was read as a binary fraction."),
        ("-18", "-18 is negative."),
        ("18.505 EUR", "18.505 has more decimals than EUR has (2)."),
        ("29.5 JPY", "29.5 has more decimals than JPY has (0)."),
        ("9999999", "9999999 EUR is larger than any payment provider takes."),
        ("1 800", "'1 800' is no amount."),
        ("18 EURO", "'EURO' is not a currency of this shop."),
        (True, "'True' is no amount."),
    ],
)
def test_a_price_that_cannot_be_read_is_noted_and_left_out(value, what):
    noted = []
    prices = read_prices(value, ("EUR", "JPY"), lambda *problem: noted.append(problem))
    assert prices == {}
    assert [problem[0] for problem in noted] == [what]
    assert noted[0][1]


def test_a_problem_reads_as_one_line():
    assert str(Problem(("a", 0, "b"), "Wrong.", "Mend it.")) == "a.0.b: Wrong. Mend it."
