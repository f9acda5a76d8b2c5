"""Withdrawing over the order's page: asked, confirmed, and told with date and time."""

import pytest
from tests.pelicart.shopfront import Browser

from pelicart.letters import due_letters
from pelicart.orders.shipping import ship
from pelicart.orders.telling import tell
from pelicart.sending import sender
from pelicart.writes import Write

DAY = 86400
BUTTON = "Withdraw from contract here"


def address(front, ask=""):
    token = front.wired.keys.sign("order", front.order.id, front.moment)
    return f"/shop/order/{token}{ask}"


def asks(front, ada):
    """Presses what the order's page has for it."""
    page = ada.get(address(front))
    (link,) = page.tree.xpath(f"//a[contains(., '{BUTTON}')]/@href")
    return ada.get(link)


def sends(front):
    ship(front.wired.store, front.order, "", "", now=front.moment, by="merchant")


@pytest.fixture
def paid(front, ada):
    ada.adds("MUG")
    ada.orders()
    front.provider.takes("session-1", 1500)
    ada.returns()
    assert front.order.state == "paid"
    return front


def test_two_steps_withdraw_from_what_was_bought(paid, ada):
    page = asks(paid, ada)
    assert "Mug" in page.text
    assert paid.order.number in page.text
    assert {"Ada Example", "ada@customer.example"} <= {
        text.strip() for text in page.tree.xpath("//dd/text()")
    }
    assert page.form("withdraw").xpath("string(.//button)").strip() == "Confirm withdrawal"
    paid.moment += 3725
    done = ada.submit(page, "withdraw")
    assert done.kind == "withdraw-page"
    assert "We received your withdrawal on 15 J 2027 at 09:02 UTC" in done.text
    assert (paid.order.state, paid.order.withdrawn) == ("paid", paid.moment)


def test_asking_alone_withdraws_from_nothing(paid, ada):
    for _ in range(2):
        asks(paid, ada)
    ada.get(address(paid, "?do=withdraw&action=withdraw"))
    assert not paid.order.withdrawn


def test_the_orders_page_says_so_afterwards_and_asks_no_more(paid, ada):
    ada.submit(asks(paid, ada), "withdraw")
    page = ada.get(address(paid))
    assert "You have withdrawn from this order" in page.text
    assert BUTTON not in page.text


def test_confirming_twice_shows_the_first_time(paid, ada):
    page = asks(paid, ada)
    ada.submit(page, "withdraw")
    first = paid.order
    paid.moment += DAY
    again = ada.submit(page, "withdraw")
    assert paid.order == first
    assert "on 15 J 2027 at 08:00 UTC" in again.text


def test_confirming_too_late_shows_that_it_is(paid, ada):
    sends(paid)
    page = asks(paid, ada)
    assert "You can withdraw before 28 F 2027" in page.text
    paid.moment += 44 * DAY
    late = ada.submit(page, "withdraw")
    assert "That was possible until 28 F 2027" in late.text
    assert not paid.order.withdrawn
    assert BUTTON not in ada.get(address(paid)).text


def test_both_sides_are_told_what_and_when_to_the_minute(paid, ada):
    ada.submit(asks(paid, ada), "withdraw")
    tell(paid.wired.store, paid.order.id, sender(paid.wired), paid.moment)
    receipt, notice = paid.mailbox.mails[-2:]
    assert receipt.to == "ada@customer.example"
    assert notice.to == "shop@shop.example"
    for mail in (receipt, notice):
        assert "on 15 J 2027 at 08:00 UTC" in " ".join(mail.text.split())
        assert "Mug" in mail.text
        assert paid.order.number in mail.subject
    assert "Ada Example" in receipt.text
    assert due_letters(paid.order) == []


def test_a_table_that_fails_takes_no_withdrawal_and_says_so(paid, ada):
    page = asks(paid, ada)

    def broken():
        raise ConnectionError

    paid.breaking = broken
    assert ada.submit(page, "withdraw").status == 500
    assert not paid.order.withdrawn


@pytest.mark.parametrize("setting", [{"days": 0}, {"countries": ["DE"]}])
def test_where_it_is_switched_off_there_is_no_button_and_no_way(paid, ada, setting):
    page = asks(paid, ada)
    paid.publish(withdrawal=setting)
    assert BUTTON not in ada.get(address(paid)).text
    assert "There is nothing to withdraw from" in ada.submit(page, "withdraw").text
    assert not paid.order.withdrawn


def test_an_unpaid_order_is_cancelled_instead(front, ada):
    ada.adds("MUG")
    ada.orders()
    page = ada.get(address(front))
    assert BUTTON not in page.text
    assert "cancelled on its page" in ada.get(address(front, "?do=withdraw")).text


def test_a_stranger_without_the_link_withdraws_from_nothing(paid):
    eve = Browser(paid)
    assert eve.get("/shop/order/a.b.c?do=withdraw").status == 400
    assert eve.post("/shop/order/a.b.c", {"action": "withdraw"}).status == 400
    elsewhere = eve.post(
        address(paid),
        {"action": "withdraw"},
        origin="https://evil.example",
        sec_fetch_site="cross-site",
    )
    assert elsewhere.status == 400
    assert not paid.order.withdrawn


def test_files_say_what_downloading_gives_up_and_what_was_had_is_kept(front, ada):
    ada.adds("FONT")
    ada.adds("MUG")
    ada.orders()
    front.provider.takes("session-1", front.order.total)
    assert "can then no longer withdraw" in ada.returns().text
    front.store.write(
        Write(f"ORDER#{front.order.id}", append={"downloads": [{"at": front.moment, "file": 0}]})
    )
    asked = asks(front, ada)
    assert asked.tree.xpath("//p[@class='shop-line-name']/a/text()") == ["Mug"]
    assert "You keep what you have downloaded, which cannot be withdrawn from: Font" in asked.text
    ada.submit(asked, "withdraw")
    tell(front.wired.store, front.order.id, sender(front.wired), front.moment)
    receipt = next(mail for mail in front.mailbox.mails if "withdrawn" in mail.subject)
    assert "everything below but these files, which you had downloaded:\nFont" in receipt.text
