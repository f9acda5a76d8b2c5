import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.money import Money
from pelicart.quote import (
    Delivery,
    Fee,
    PricedExtra,
    PricedLine,
    Quote,
    TaxAmount,
    canonical,
    digest,
    quote_from,
)

TEXT = st.text(max_size=10)
AMOUNT = st.integers(0, 10**8)
LINES = st.builds(
    PricedLine,
    product=TEXT,
    sku=TEXT,
    name=TEXT,
    url=TEXT,
    quantity=st.integers(1, 9999),
    unit=AMOUNT,
    choice=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    extras=st.lists(
        st.builds(PricedExtra, sku=TEXT, name=TEXT, unit=AMOUNT, text=TEXT), max_size=2
    ).map(tuple),
    stock_key=st.none() | TEXT,
    digital=st.none() | TEXT,
)
QUOTES = st.builds(
    Quote,
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    country=st.sampled_from(["FR", "CH"]),
    postcode=TEXT,
    lines=st.lists(LINES, max_size=3).map(tuple),
    delivery=st.none()
    | st.builds(Delivery, code=TEXT, name=TEXT, price=AMOUNT, pickup=st.booleans()),
    taxes=st.lists(
        st.builds(TaxAmount, rate=st.integers(0, 10**5), base=AMOUNT, amount=AMOUNT), max_size=2
    ).map(tuple),
    included=st.booleans(),
    relief=AMOUNT,
    total=AMOUNT,
    fee=st.none() | st.builds(Fee, method=TEXT, amount=st.integers(-(10**8), 10**8)),
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(QUOTES)
def test_a_quote_reads_back_from_its_data_and_from_its_json(quote):
    assert quote_from(quote.as_data()) == quote
    assert quote_from(json.loads(canonical(quote.as_data()))) == quote


def test_a_quote_of_before_there_were_fees_reads_and_digests_as_ever():
    quote = Quote("EUR", "FR", "", (), None, (), included=True, relief=0, total=0)
    data = quote.as_data()
    assert "fee" not in data
    assert quote_from(data) == quote


def test_a_line_counts_each_extra_on_each_unit():
    line = PricedLine(
        "A", "A", "A", "/", 3, 1250, extras=(PricedExtra("X", "X", 300), PricedExtra("Y", "Y", 50))
    )
    assert (line.each, line.total) == (1600, 4800)


def test_a_quote_sums_its_goods_and_names_its_money():
    line = PricedLine("A", "A", "A", "/", 2, 1000)
    quote = Quote("EUR", "FR", "", (line, line), None, (), included=True, relief=0, total=4000)
    assert quote.goods == 4000
    assert quote.money == Money(4000, "EUR")


@given(st.dictionaries(TEXT, PLAIN, max_size=4))
def test_the_digest_does_not_depend_on_the_order_of_keys(data):
    assert digest(data) == digest(dict(reversed(data.items())))


@given(st.lists(PLAIN, max_size=3), st.lists(PLAIN, max_size=3))
def test_the_digest_differs_as_soon_as_the_data_do(one, other):
    assert (digest(*one) == digest(*other)) == (canonical(one) == canonical(other))


@pytest.mark.parametrize(("one", "other"), [(("ab", "c"), ("a", "bc")), ((1,), ("1",))])
def test_the_digest_keeps_parts_and_types_apart(one, other):
    assert digest(*one) != digest(*other)
