from tests.pelicart.build import NOW, an_order

from pelicart.orders.moves import event, move
from pelicart.orders.waiting import DAY, extend, remind

PERSON = {"country": "DE", "name": "Ada Example", "line1": "Unter den Linden 1", "city": "Berlin"}


def test_an_order_is_shown_with_goods_address_and_history(pelicart, placed, store):
    order = placed(an_order(state="awaiting", method="cheque", module="manual", person=PERSON))
    paid = event("paid", NOW + 60, "merchant", reference="bank line 17", amount=order.total)
    store.write(move(order.id, "paid", paid))
    code, out, _ = pelicart("orders", "show", order.number)
    assert code == 0
    assert (
        out
        == """\
Order AAAAAAAAAAAA of 2027-01-15 08:00: paid
Id AAAAAAAAAAAAAAAAAAAAAAAAAA, to be paid by cheque (manual)
Reference of a transfer: RF05 AAAA AAAA AAAA

Goods
     2 × Linen notebook (Colour: Ochre, Size: A6) [NOTEBOOK-OCHRE]  18.00 EUR
         + Gift wrap [GIFT]  3.00 EUR
  Post  4.90 EUR
  of which tax 19 %  7.49 EUR
  total  46.90 EUR

For
  Ada Example
  Unter den Linden 1
  Berlin
  DE

Letters
  paid, to the shopper, about 2027-01-15 08:01: due since 2027-01-15 08:01
  sale, to you, about 2027-01-15 08:01: due since 2027-01-15 08:01

History
  2027-01-15 08:00  waiting for the money; by the shop
  2027-01-15 08:01  paid; by you; 46.90 EUR; reference bank line 17
"""
    )


def test_what_a_provider_told_is_told_on(pelicart, placed, store):
    order = placed(an_order(state="pending"))
    told = event(
        "review", NOW, "notice:stripe", why="mismatch", captured=4691, currency="EUR",
        refunded=0, reference="pi_1", session="cs_1",
    )  # fmt: skip
    store.write(move(order.id, "review", told))
    _, out, _ = pelicart("orders", "show", order.number)
    assert out.splitlines()[-1].endswith(
        "told by stripe; another amount, currency or mode; 46.91 EUR; reference pi_1"
    )


def test_an_open_order_says_until_when(pelicart, placed):
    placed(an_order(state="pending"))
    assert (
        "Decided on 2027-01-15 08:35 unless paid before" in pelicart("orders", "show", "A" * 12)[1]
    )


def test_reminders_and_more_time_stand_in_the_history(pelicart, placed, store):
    order = placed(an_order(state="awaiting", method="cheque", module="manual", due_at=NOW))
    remind(store, order, NOW + DAY)
    extend(store, order, 7, now=NOW + 2 * DAY, by="merchant")
    reminded, extended = pelicart("orders", "show", order.number)[1].splitlines()[-2:]
    assert reminded.endswith("by the shop; the order page reminds the shopper")
    assert extended.endswith("by you; it may wait longer; until 2027-01-24 08:00")


def test_an_unknown_order_is_one_line_on_standard_error(pelicart):
    code, out, err = pelicart("orders", "show", "ZZZZZZZZZZZZ")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "ZZZZZZZZZZZZ" in err
