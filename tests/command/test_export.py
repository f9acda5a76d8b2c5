"""`pelicart export`: orders as lines of JSON, and as rows for a spreadsheet."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from tests.docs.pages import page, rows
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.orders.moves import event
from pelicart.quote import PricedExtra
from pelicart_command.export_fields import COLUMNS, CONTACT, guarded, moment, told

PERSON = {
    "name": "Ada Example", "line1": "1 Lane", "city": "Berlin", "postcode": "10115",
    "country": "DE", "email": "ada@shop.example", "phone": "+49 30 1",
}  # fmt: skip


def an_invoiced_order():
    history = (
        event("new", NOW, "checkout"),
        event("paid", NOW + 60, "notice:stripe", reference="pi_1"),
    )
    extras = (PricedExtra("GIFT", "Gift wrap", 300, "For Eve"),)
    return replace(
        an_order(a_quote(a_line(extras=extras)), state="paid", captured=4690, reference="pi_1"),
        history=history, person=PERSON, invoice={"number": "2027-0001", "at": NOW + 61},
        credits=({"number": "C2027-0001", "at": NOW + 99, "amount": 500},), refunded=500,
    )  # fmt: skip


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def test_orders_come_one_a_line_the_oldest_first(pelicart, placed):
    newest = placed(an_order())
    oldest = placed(an_order(), month="2026-12", days_ago=40)
    code, out, err = pelicart("export")
    assert (code, err) == (0, "2 orders.\n")
    assert [one["number"] for one in lines(out)] == [oldest.number, newest.number]


def test_a_shop_without_orders_exports_nothing(pelicart):
    assert pelicart("export") == (0, "", "0 orders.\n")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["--since", "2027-01-15"], "C"),
        (["--until", "2027-01-14"], "AB"),
        (["--since", "2027-01-14", "--until", "2027-01-14"], "B"),
        (["--since", "2027-01-16"], ""),
        (["--until", "2026-12-31"], "A"),
    ],
)
def test_days_bound_it_both_included(pelicart, placed, asked, found):
    placed(an_order(), month="2026-12", days_ago=30)
    placed(an_order(), days_ago=1)
    placed(an_order())
    assert "".join(one["number"][0] for one in lines(pelicart("export", *asked)[1])) == found


def test_a_day_that_is_none_is_told(pelicart):
    code, _, err = pelicart("export", "--since", "15.01.2027")
    assert code == 1
    assert "write it like 2027-01-31" in err


def test_it_says_of_the_shopper_what_an_invoice_says_and_no_more():
    data = told(an_invoiced_order())
    assert data["person"]["name"] == "Ada Example"
    assert "ada@" not in json.dumps(data)
    assert "+49" not in json.dumps(data)
    assert "For Eve" not in json.dumps(data)


def test_with_contact_it_says_all():
    data = json.dumps(told(an_invoiced_order(), contact=True))
    assert all(one in data for one in ("ada@shop.example", "+49 30 1", "For Eve"))


def test_amounts_and_moments_are_those_of_the_order():
    data = told(an_invoiced_order())
    parts = data["goods"] + data["delivery"] + data["fee"] - data["relief"]
    assert parts == data["total"] == data["captured"] == 4690
    assert data["refunded"] == sum(one["amount"] for one in data["credits"])
    assert data["paid"] == moment(NOW + 60) == "2027-01-15T08:01:00Z"
    assert (data["invoice"], data["invoiced"]) == ("2027-0001", moment(NOW + 61))


def test_an_order_that_was_never_paid_or_invoiced_says_so_by_empty_texts():
    data = told(an_order(history=(event("new", NOW, "checkout"),)))
    assert [data[name] for name in ("paid", "shipped", "invoice", "invoiced")] == [""] * 4


def test_a_row_has_amounts_with_decimals(pelicart, placed):
    placed(an_invoiced_order())
    head, row = csv.reader(io.StringIO(pelicart("export", "--csv")[1]))
    assert tuple(head) == COLUMNS
    assert dict(zip(head, row, strict=True)) | {"created": ""} == {
        "number": "AAAAAAAAAAAA", "created": "", "state": "paid", "method": "card",
        "module": "stripe", "live": "test", "currency": "EUR", "total": "46.90",
        "goods": "42.00", "delivery": "4.90", "fee": "0.00", "tax": "7.49", "country": "DE",
        "captured": "46.90", "refunded": "5.00", "reference": "pi_1",
        "paid": "2027-01-15T08:00:00Z", "shipped": "", "invoice": "2027-0001",
        "invoiced": "2027-01-15T08:01:01Z",
        "credits": "C2027-0001", "items": "2 NOTEBOOK-OCHRE", "name": "Ada Example",
        "line1": "1 Lane", "line2": "", "postcode": "10115", "city": "Berlin", "region": "",
    }  # fmt: skip


def test_contact_adds_its_columns(pelicart, placed):
    placed(an_invoiced_order())
    head, row = csv.reader(io.StringIO(pelicart("export", "--csv", "--contact")[1]))
    assert tuple(head) == (*COLUMNS, *CONTACT)
    assert row[-2:] == ["ada@shop.example", "'+49 30 1"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_would_be_a_formula_is_guarded(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "1-2", "O'Hara", "2027-01-01"])
def test_any_other_text_stays_as_it_is(text):
    assert guarded(text) == text


def test_a_file_is_there_once_it_is_whole_and_for_its_owner_alone(pelicart, placed, tmp_path):
    placed(an_order())
    out = tmp_path / "orders.jsonl"
    assert pelicart("export", "--out", str(out)) == (0, "", "1 order.\n")
    assert len(lines(out.read_text("utf-8"))) == 1
    assert out.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [out]


def test_a_file_that_cannot_be_written_is_told(pelicart, tmp_path):
    code, _, err = pelicart("export", "--out", str(tmp_path / "no" / "orders.jsonl"))
    assert code == 1
    assert "can't be written" in err


def test_it_reads_as_it_writes(pelicart, placed, store, monkeypatch):
    for _ in range(5):
        placed(an_order())
    most, read = [], store.read
    monkeypatch.setattr("pelicart_command.finding.MOST", 2)

    def counted(keys):
        most.append(len(keys))
        return read(keys)

    monkeypatch.setattr(store, "read", counted)
    assert len(lines(pelicart("export")[1])) == 5
    assert most == [2, 2, 1]


def test_every_field_is_documented():
    told_of = " ".join(row[0] for row in rows(page("commands"), "field"))
    fields = set(re.findall(r"`(\w+)`", told_of))
    assert fields == told(an_invoiced_order()).keys()
