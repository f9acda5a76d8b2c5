from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import NOW, a_line, a_quote, an_order
from tests.pelicart.shopfront import ORIGIN

from pelicart.invoice import credit_notes, invoice_view, issued, uncredited, untaxed, wants_invoice
from pelicart.invoicing import Invoicing, kept_until, read_invoicing, series_at
from pelicart.order import STATES
from pelicart.orders.moves import event
from pelicart.pricing.quoting import priced
from pelicart.pricing.region import Destination
from pelicart.quote import Delivery, Fee, TaxAmount
from pelicart.reading import Problem, Reader
from pelicart.settings import read_shop

SHOP = {
    "name": "Tom & Jerry",
    "origin": ORIGIN,
    "currencies": ["EUR"],
    "country": "FR",
    "address": ["1 High Street", "Paris"],
    "invoice": {"tax_id": "FR 12", "note": ["Thank you."]},
}
RULES = {"rules": [{"to": ["EU"], "rates": {"standard": "20", "reduced": "5.5", "none": "0"}}]}
PAID = event("paid", NOW + 60, "notice:stripe")


def a_shop(**settings):
    problems: list[Problem] = []
    shop = read_shop({**SHOP, **settings}, problems)
    assert not problems
    return shop


def paid(quote=None, **changes):
    quote = quote or a_quote()
    order = an_order(quote, state="paid", captured=quote.total, history=(PAID,))
    return replace(order, **changes)


def read(address=("1 High Street",), **written):
    problems: list[Problem] = []
    reader = Reader(written, ("invoice",), problems)
    return read_invoicing(reader, address, written=True), problems


class TestSetting:
    def test_without_it_no_invoice_is_written(self):
        shop = a_shop()
        assert shop.invoice is not None
        assert read_shop({"currencies": ["EUR"]}, []).invoice is None

    def test_its_usual_series_is_the_year(self):
        terms = Invoicing()
        assert terms.number(series_at(terms.series, NOW), 7) == "2027-0007"
        assert terms.number(series_at(terms.credit, NOW), 12345) == "C2027-12345"

    def test_credit_notes_take_after_the_series_unless_they_have_their_own(self):
        assert read(series="INV ")[0].credit == "CINV "
        assert read(series="A-", credit="B-")[0].credit == "B-"

    @pytest.mark.parametrize(
        "written",
        [
            {"series": "2026#"},
            {"series": 7},
            {"series": "x" * 21},
            {"series": "A", "credit": "A"},
            {"series": "{year}-", "first": 12},
            {"first": 12},
            {"first": 0},
            {"digits": 13},
            {"years": 99},
            {"taxid": "x"},
        ],
    )
    def test_what_can_not_be_meant_is_told(self, written):
        assert read(**written)[1]

    def test_a_series_without_a_year_may_begin_anywhere(self):
        assert read(series="2026-", first=128)[1] == []

    def test_a_seller_without_an_address_writes_no_invoice(self):
        assert "address" in str(read(address=())[1][0])

    def test_years_are_counted_from_the_end_of_the_one_it_was_issued_in(self):
        assert kept_until(NOW, 10) == 2145916800  # 2038-01-01


class TestWhoGetsOne:
    @pytest.mark.parametrize("state", STATES)
    def test_what_was_paid_has_one(self, state):
        due = {"paid", "fulfilled", "part_refunded", "refunded", "disputed"}
        assert wants_invoice(paid(state=state)) == (state in due)

    @pytest.mark.parametrize(
        "changes", [{"captured": 0}, {"total": 0}, {"invoice": {"number": "1"}}, {"erased": NOW}]
    )
    def test_what_cost_nothing_has_one_or_is_nobodys_has_none(self, changes):
        assert not wants_invoice(paid(**changes))

    def test_what_went_back_is_credited_once_and_never_beyond_the_total(self):
        order = paid(invoice={"number": "1"}, refunded=500)
        assert uncredited(order) == 500
        assert uncredited(replace(order, credits=({"amount": 500},))) == 0
        assert uncredited(replace(order, refunded=order.total + 100)) == order.total
        assert uncredited(replace(order, refunded=0, credits=({"amount": 500},))) == -500
        assert uncredited(replace(order, state="review")) == 0
        assert uncredited(replace(order, invoice={})) == 0


class TestWhatItSays:
    def view(self, order=None, shop=None, **changes):
        order = order or paid(**changes)
        paper = issued(order, shop or a_shop(), "2027-0001", NOW + 90)
        return invoice_view(replace(order, invoice=paper), None, "t")

    def test_it_names_seller_buyer_number_and_days(self):
        view = self.view()
        assert view.seller == ("Tom & Jerry", "1 High Street", "Paris")
        assert (view.tax_id, view.note) == ("FR 12", ("Thank you.",))
        assert (view.number, view.at, view.supplied, view.paid) == (
            *("2027-0001", NOW + 90),
            *(NOW + 60, NOW + 60),
        )
        assert view.person["name"] == "Ada Example"

    def test_a_name_that_begins_the_address_stands_once(self):
        shop = a_shop(address=["Tom & Jerry", "1 High Street"])
        assert self.view(shop=shop).seller == ("Tom & Jerry", "1 High Street")

    def test_what_left_before_was_supplied_then(self):
        left = event("fulfilled", NOW + 80, "merchant", why="shipped")
        assert self.view(history=(PAID, left)).supplied == NOW + 80

    def test_a_shop_that_moves_later_does_not_change_it(self):
        order = replace(paid(), invoice=issued(paid(), a_shop(), "1", NOW))
        a_shop(address=["elsewhere"])
        assert invoice_view(order, None, "t").seller == ("Tom & Jerry", "1 High Street", "Paris")


def test_what_stands_on_no_row_of_taxes_is_told():
    assert untaxed(a_quote(taxes=(), total=4690)) == 4690
    assert untaxed(a_quote(taxes=(TaxAmount(19000, 3529, 671),), total=4690)) == 490


lines = st.lists(
    st.builds(
        a_line,
        quantity=st.integers(1, 9),
        unit=st.integers(0, 99999),
        tax=st.sampled_from(["standard", "reduced", "none"]),
        extras=st.just(()),
    ),
    min_size=1,
    max_size=4,
)
deliveries = st.none() | st.builds(
    Delivery, st.just("post"), st.just("Post"), st.integers(0, 5000), st.booleans()
)


@st.composite
def quotes(draw):
    """Whatever the shop can quote: taxes in the price or on top, none, taken off, with a fee."""
    included = draw(st.booleans())
    rules = {**RULES["rules"][0], "shipping": draw(st.sampled_from(["standard", "lines", "none"]))}
    fee = draw(st.sampled_from([None, "2.00", "10 %", "-2.00", "-10 %"]))
    shop = a_shop(
        taxes={
            "included": included,
            "rules": [rules],
            "untaxed": draw(st.sampled_from(["same price", "less tax"])),
        },
        methods={"cheque": {"address": "Box 1", **({"fee": fee} if fee else {})}},
    )
    to = draw(st.sampled_from(["FR", "DE", "CH"]))
    return priced(
        draw(lines), shop, "EUR", Destination(to), draw(deliveries), shop.method("cheque")
    )


@given(quotes())
def test_taxes_of_an_invoice_add_up_to_its_total_to_the_cent(quote):
    view = invoice_view(paid(quote, invoice=issued(paid(quote), a_shop(), "1", NOW)), None, "t")
    assert view.quote.taxes == quote.taxes
    rows = sum(tax.base + tax.amount for tax in view.quote.taxes)
    assert rows + view.untaxed == view.quote.total
    assert view.untaxed >= 0


@given(quotes().filter(lambda quote: quote.total > 0), st.data())
def test_credit_notes_add_up_each_by_itself_and_together_to_the_invoice(quote, data):
    cuts = data.draw(st.sets(st.integers(1, quote.total), max_size=5)) | {quote.total}
    given_back = [0, *sorted(cuts)]
    amounts = [more - before for before, more in pairwise(given_back)]
    papers = tuple({"number": str(n), "at": NOW, "amount": a} for n, a in enumerate(amounts))
    notes = credit_notes(paid(quote, credits=papers))
    for note in notes:
        assert sum(tax.base + tax.amount for tax in note.taxes) + note.untaxed == note.amount
        assert note.untaxed >= 0
        assert all(tax.base >= 0 and tax.amount >= 0 for tax in note.taxes)
    for tax in quote.taxes:
        rows = [row for note in notes for row in note.taxes if row.rate == tax.rate]
        assert sum(row.amount for row in rows) == tax.amount
        assert sum(row.base for row in rows) == tax.base


@given(quotes().filter(lambda quote: quote.total > 1), st.data())
def test_a_refund_that_came_back_takes_its_credit_note_back_to_the_cent(quote, data):
    amount = data.draw(st.integers(1, quote.total))
    papers = tuple({"number": "1", "at": NOW, "amount": a} for a in (amount, -amount))
    first, second = credit_notes(paid(quote, credits=papers))
    assert second.untaxed == -first.untaxed
    assert second.taxes == tuple(replace(t, base=-t.base, amount=-t.amount) for t in first.taxes)


def test_a_fee_is_part_of_what_is_invoiced():
    quote = a_quote(fee=Fee("cash", 150), taxes=())
    assert untaxed(quote) == quote.total == 4840
