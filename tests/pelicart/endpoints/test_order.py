from dataclasses import replace

import pytest
from tests.pelicart.scanner import scanned
from tests.pelicart.shopfront import ORIGIN, Browser, Shopfront

from pelicart.endpoints.order import handler
from pelicart.order import STATES
from pelicart.reference import grouped
from pelicart.tokens import LIVES, Keyring
from pelicart.writes import Write


def address(front, order=None):
    order = order or front.order
    return f"/shop/order/{front.wired.keys.sign('order', order.id, front.moment)}"


def buttons(page):
    return set(page.tree.xpath("//button[@name='action']/@value"))


def refreshes(page):
    return bool(page.tree.xpath("//meta[@http-equiv='refresh']"))


def becomes(front, **changes):
    front.store.write(Write(f"ORDER#{front.order.id}", set=changes))


@pytest.fixture
def pending(front, ada):
    ada.adds("LAMP")
    ada.orders()
    return front


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_page(pending, ada, state):
    becomes(pending, state=state)
    page = ada.get(address(pending))
    assert page.status == 200
    assert pending.order.number in page.text


def in_cart(page):
    (count,) = page.tree.xpath("//@data-shop-count")
    return int(count)


def test_the_page_knows_what_is_in_the_cart_of_who_looks_at_it(pending, ada):
    page = address(pending)
    assert in_cart(ada.get(page)) == 1
    ada.adds("MUG", quantity="2")
    assert in_cart(ada.get(page)) == 3
    assert in_cart(Browser(pending).get(page)) == 0


def test_what_was_ordered_is_not_counted_as_in_the_cart(front, ada):
    ada.adds("MUG")
    page = ada.orders(method="cheque")
    assert (page.state, in_cart(page), ada.cart) == ("awaiting", 0, "")


def test_an_unpaid_order_can_be_paid_or_cancelled(pending, ada):
    page = ada.get(address(pending))
    assert buttons(page) == {"pay", "cancel"}
    assert ada.submit(page, "pay").location == "https://pay.example/session-1"


def test_a_decline_is_followed_by_another_try(pending, ada):
    page = ada.returns(back=True)
    assert "Nothing was charged" in page.text
    assert ada.submit(page, "pay").location == "https://pay.example/session-1"
    pending.provider.takes("session-1", 9500)
    assert ada.returns().state == "paid"


def test_paying_again_what_is_paid_shows_that_it_is(pending, ada):
    page = ada.get(address(pending))
    pending.provider.takes("session-1", 9500)
    assert ada.submit(page, "pay").state == "paid"
    assert pending.order.state == "paid"


def test_paying_again_when_the_session_is_over_shows_that_it_is(pending, ada):
    page = ada.get(address(pending))
    pending.provider.does("session-1", state="expired")
    assert ada.submit(page, "pay").state == "expired"
    assert pending.stock("LAMP") == 1


def test_paying_again_while_the_provider_is_down_is_told(pending, ada):
    page = ada.get(address(pending))
    pending.provider.down = 1
    assert ada.submit(page, "pay").status == 503


def test_a_payment_being_confirmed_refreshes_the_page_by_itself(pending, ada):
    pending.provider.down = 1
    page = ada.returns()
    assert (page.state, refreshes(page), buttons(page)) == (
        "pending",
        True,
        set(),
    )
    pending.provider.takes("session-1", 9500)
    pending.moment += 600
    pending.reconcile()
    page = ada.get(page.url)
    assert (page.state, refreshes(page)) == ("paid", False)


def test_a_made_up_return_never_makes_an_order_paid(pending, ada):
    page = ada.get(f"{address(pending)}?outcome=done")
    assert refreshes(page)
    assert pending.order.state == "pending"
    pending.moment = pending.order.deadline
    assert not refreshes(ada.get(page.url))


@pytest.mark.parametrize("outcome", ["paid", "<script>", "", "back&outcome=done"])
def test_only_known_outcomes_are_heard(pending, ada, outcome):
    assert not refreshes(ada.get(f"{address(pending)}?outcome={outcome}")) or "done" in outcome


def test_an_order_by_cheque_is_cancelled_at_once(front, ada):
    ada.adds("LAMP")
    page = ada.submit(ada.orders(method="cheque"), "cancel")
    assert (page.state, front.order.state) == ("cancelled", "cancelled")
    assert front.stock("LAMP") == 1


def test_an_order_by_card_is_cancelled_once_the_provider_was_told(pending, ada):
    page = ada.submit(ada.get(address(pending)), "cancel")
    assert (pending.order.wanted, buttons(page)) == ("cancelled", set())
    assert pending.stock("LAMP") == 0
    pending.reconcile()
    assert ada.get(page.url).state == "cancelled"
    assert pending.stock("LAMP") == 1


def test_cancelling_twice_is_cancelling_once(pending, ada):
    page = ada.get(address(pending))
    ada.submit(page, "cancel")
    once = pending.order
    assert ada.submit(page, "cancel").status == 200
    assert pending.order == once


def test_an_order_whose_session_was_never_opened_is_cancelled_at_once(front, ada):
    ada.adds("LAMP")
    front.provider.lost = 1
    ada.orders()
    assert ada.submit(ada.get(address(front)), "cancel").state == "cancelled"
    assert front.stock("LAMP") == 1


def test_an_order_given_up_is_not_paid_by_another_tab(pending, ada):
    page = ada.get(address(pending))
    ada.submit(page, "cancel")
    assert not ada.submit(page, "pay").location
    assert pending.provider.calls["resume"] == 0


def test_an_order_given_up_does_not_stand_in_the_way_of_the_next(pending, ada):
    ada.submit(ada.get(address(pending)), "cancel")
    assert ada.orders().location == "https://pay.example/session-2"
    assert pending.provider.open == ["session-2"]


@pytest.mark.parametrize("state", ["paid", "fulfilled", "expired", "review"])
def test_what_can_no_longer_be_cancelled_shows_why(pending, ada, state):
    page = ada.get(address(pending))
    becomes(pending, state=state)
    before = pending.order
    assert ada.submit(page, "cancel").status == 200
    assert pending.order == before


def test_money_on_its_way_cannot_be_cancelled(pending, ada):
    pending.provider.does("session-1", state="processing")
    page = ada.returns()
    assert pending.order.state == "awaiting"
    assert buttons(page) == set()


@pytest.mark.parametrize("before", ["/shop/order/", "//evil.example/", "/\r\nX: y/", "\\\\evil/"])
def test_a_cancelled_order_leads_back_to_its_page_and_nowhere_else(pending, ada, before):
    token = address(pending).rpartition("/")[2]
    event = ada._event("POST", "/shop/order", "action=cancel", {})
    answer = handler({**event, "rawPath": before + token}, None)
    assert answer["headers"]["location"] == f"/shop/order/{token}"


def test_an_unknown_action_is_nothing(pending, ada):
    assert ada.post(address(pending), {"action": "refund"}).status == 410
    assert ada.post(address(pending), {}).status == 410


def test_the_cart_is_emptied_by_the_page_of_its_own_order_alone(front):
    ada, bob = Browser(front), Browser(front)
    ada.adds("MUG")
    ada.orders(method="cheque")
    (order,) = front.orders()
    bob.adds("MUG")
    bob.get(address(front, order))
    assert bob.cart
    assert not ada.cart


@pytest.mark.parametrize("state", ["new", "pending", "expired", "cancelled", "review"])
def test_the_cart_is_kept_while_it_may_be_ordered_again(pending, ada, state):
    becomes(pending, state=state)
    ada.get(address(pending))
    assert ada.cart


def test_what_was_added_after_the_order_stays_in_the_cart(pending, ada):
    ada.adds("MUG", quantity="3")
    pending.provider.takes("session-1", 9500)
    ada.returns()
    assert "MUG::3" in ada.cart
    assert "LAMP" not in ada.cart


def foreign(front, order):
    keys, now = front.wired.keys, front.moment
    return {
        "nothing": "-",
        "the bare id": order.id,
        "the number": order.number,
        "a quote's": keys.sign("quote", order.id, now),
        "a return's": keys.sign("return", order.id, now),
        "another shop's": Keyring({"k1": b"z" * 32}).sign("order", order.id, now),
        "an old one": keys.sign("order", order.id, now - LIVES["order"] - 120),
        "huge": "a" * 50_000,
    }


def test_an_order_is_shown_to_the_bearer_of_its_link_alone(pending, ada):
    for what, token in foreign(pending, pending.order).items():
        before = pending.wired.store.reads
        page = ada.get(f"/shop/order/{token}")
        assert (page.status, page.kind) == (400, "error"), what
        assert "Ada" not in page.text, what
        assert pending.wired.store.reads == before, what


def test_an_order_that_is_not_there_reads_like_any_other_dead_link(pending, ada):
    token = pending.wired.keys.sign("order", "A" * 26, pending.moment)
    page = ada.get(f"/shop/order/{token}")
    assert (page.status, page.kind) == (410, "error")


def test_a_link_outlives_a_new_key(pending, ada):
    link = address(pending)
    old = pending.environment["PELICART_KEYS"]
    fresh = Shopfront(store=pending.store).wired.environment["PELICART_KEYS"].replace("k1", "k0")
    renewed = replace(
        pending.wired, environment={**pending.environment, "PELICART_KEYS": f"{fresh},{old}"}
    )
    pending.wired = renewed
    assert ada.get(link).status == 200


def test_a_method_given_up_by_the_shop_still_has_its_order_form(front, ada):
    ada.adds("MUG")
    page = ada.orders(method="cheque")
    front.publish(methods={"card": {"module": "stripe"}})
    again = ada.get(page.url)
    assert again.status == 200
    assert "Order form" in again.text


def test_the_link_is_told_to_no_other_site(pending, ada):
    headers = ada.get(address(pending)).headers
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["cache-control"] == "no-store"
    assert ORIGIN not in str(headers)


def test_an_order_by_transfer_shows_its_code_and_how_long_it_waits(front, ada):
    front.publish(methods={"transfer": {"iban": "FR1420041010050500013M02606", "days": 14}})
    ada.adds("LAMP")
    page = ada.orders(method="transfer")
    (code,) = page.tree.xpath("//figure/img/@src")
    reference = scanned(code).decode().split("\n")[-1]
    assert grouped(reference) in page.text
    assert reference.endswith(front.order.number)
    assert "img-src 'self' data:" in page.headers["content-security-policy"]
    assert "14 days are left" in page.text
    front.moment += 13 * 86400 + 1
    assert "Less than a day is left" in ada.get(page.url).text


def test_a_shopper_who_was_reminded_sees_it_until_the_money_is_there(front, ada):
    front.publish(methods={"cheque": {"days": 14, "remind": [5]}})
    ada.adds("LAMP")
    page = ada.orders(method="cheque")
    assert "A reminder" not in page.text
    front.moment += 5 * 86400
    front.reconcile()
    assert "A reminder" in ada.get(page.url).text
    becomes(front, state="paid")
    assert "A reminder" not in ada.get(page.url).text


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ({"name": "Post", "price": "5.00"}, "ready in cash: you pay when your order is brought"),
        ({"name": "Counter", "pickup": True}, "Please collect your order by"),
    ],
)
def test_cash_is_paid_where_the_goods_change_hands(front, ada, rate, said):
    zone = {"name": "Home", "to": ["FR"], "rates": [rate]}
    front.publish(methods={"cash": {}}, shipping=[zone], currencies=["EUR"])
    ada.adds("MUG")
    assert said in ada.orders(method="cash").text
