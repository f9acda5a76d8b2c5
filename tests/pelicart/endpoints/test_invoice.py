"""The invoice behind the order's link: numbered once, whoever looks first."""

import pytest
from tests.pelicart.shopfront import Browser

from pelicart.errors import TableDown
from pelicart.orders.telling import tell
from pelicart.sending import sender
from pelicart.writes import Write

INVOICE = {"tax_id": "FR 12 345678901", "note": ["Thank you."]}


def address(front, ask=""):
    token = front.wired.keys.sign("order", front.order.id, front.moment)
    return f"/shop/order/{token}{ask}"


def becomes(front, **changes):
    front.store.write(Write(f"ORDER#{front.order.id}", set=changes))


def tells(front):
    return tell(front.wired.store, front.order.id, sender(front.wired), front.moment)


@pytest.fixture
def paid(front, ada):
    front.publish(invoice=INVOICE)
    ada.adds("MUG", quantity="3")
    ada.orders()
    front.provider.takes("session-1", 3500)
    ada.returns()
    return front


def test_the_letter_that_says_paid_names_it(paid, ada):
    assert tells(paid) == "told"
    assert paid.order.invoice["number"] == "2027-0001"
    shopper = next(mail for mail in paid.mailbox.mails if "paid" in mail.subject)
    assert "Your invoice 2027-0001 is on the page of your order." in shopper.text
    page = ada.get(address(paid))
    (link,) = page.tree.xpath("//a[contains(., 'Invoice 2027-0001')]/@href")
    assert ada.get(link).kind == "invoice-page"


def test_it_says_what_the_law_asks_for_and_adds_up(paid, ada):
    page = ada.get(address(paid, "?do=invoice"))
    for words in (
        *("Invoice 2027-0001", "Tom & Jerry", "1 High Street", "Tax number FR 12 345678901"),
        *("Ada Example", "1 Example Street", "75001 Paris", "Date of invoice 15 J 2027"),
        *("Date of supply or payment 15 J 2027", "Mug", "€30.00", "€35.00", "Thank you."),
        *("Paid on 15 J 2027: Bank card.", paid.order.number),
    ):
        assert words in page.text
    (row,) = page.tree.xpath("//tr[td='20%']")
    assert [cell.text for cell in row] == ["20%", "€29.17", "€5.83", "€35.00"]


def test_looking_first_numbers_it_and_the_letter_keeps_that(paid, ada):
    assert "Invoice" in ada.get(address(paid)).text
    assert paid.order.invoice == {}
    ada.get(address(paid, "?do=invoice"))
    first = paid.order.invoice
    tells(paid)
    assert (first["number"], paid.order.invoice) == ("2027-0001", first)


def test_a_letter_waits_for_its_number(paid, monkeypatch):
    def broken(*_):
        raise TableDown

    with monkeypatch.context() as patched:
        patched.setattr("pelicart.sending.papers", broken)
        assert tells(paid) == "failed"
    assert paid.mailbox.mails == []
    paid.moment += 3600
    assert tells(paid) == "told"
    assert paid.order.invoice["number"] == "2027-0001"


def test_what_went_back_is_credited_on_the_same_page(paid, ada):
    tells(paid)
    history = [
        *({**entry} for entry in paid.order.history),
        {"state": "part_refunded", "at": paid.moment, "by": "test", "refunded": 700},
    ]
    becomes(paid, state="part_refunded", refunded=700, history=history)
    tells(paid)
    refunded = paid.mailbox.mails[-1]
    assert "Credit note C2027-0001 is on the page of your order" in refunded.text
    page = ada.get(address(paid, "?do=invoice"))
    assert "Credit note C2027-0001" in page.text
    assert "for invoice 2027-0001: we have given back €7.00" in page.text
    (_, row) = page.tree.xpath("//tr[td='20%']")
    assert [cell.text for cell in row] == ["20%", "€5.83", "€1.17", "€7.00"]


def test_without_the_setting_there_is_none(front, ada):
    ada.adds("MUG")
    ada.orders()
    front.provider.takes("session-1", 1500)
    ada.returns()
    page = ada.get(address(front, "?do=invoice"))
    assert (page.kind, "Invoice" in page.text) == ("order-page", False)
    assert front.order.invoice == {}


def test_an_unpaid_order_has_none(paid, ada):
    bob = Browser(paid)
    bob.adds("MUG")
    bob.orders()
    unpaid = next(order for order in paid.orders() if order.state == "pending")
    token = paid.wired.keys.sign("order", unpaid.id, paid.moment)
    assert bob.get(f"/shop/order/{token}?do=invoice").kind == "order-page"


def test_an_erased_order_shows_its_invoice_still(paid, ada):
    tells(paid)
    kept = {name: paid.order.person[name] for name in ("name", "line1", "country")}
    becomes(paid, erased=paid.moment, person=kept)
    assert "Ada Example" in ada.get(address(paid, "?do=invoice")).text
    assert ada.get(address(paid)).status == 200
    becomes(paid, person={})
    assert "were erased on 15 J 2027" in ada.get(address(paid, "?do=invoice")).text
