"""Mollie's answers read by themselves, be they as documented or not."""

import pytest

from pelicart.errors import ProviderDown
from pelicart.money import Money
from pelicart.payments.base import Redirect
from pelicart.payments.mollie.payment import hand_off, payment_of

# After the example of https://docs.mollie.com/reference/get-payment.
PAID = {
    "resource": "payment",
    "id": "tr_5B8cwPMGnU6qLbRvo7qEZo",
    "mode": "live",
    "amount": {"value": "75.00", "currency": "EUR"},
    "amountRefunded": {"value": "0.00", "currency": "EUR"},
    "amountRemaining": {"value": "75.00", "currency": "EUR"},
    "description": "Order #12345",
    "method": "ideal",
    "metadata": {"order": "ORDERONE", "shop": "shop.example"},
    "status": "paid",
    "paidAt": "2024-03-20T09:28:37+00:00",
}


def eur(value):
    return {"value": value, "currency": "EUR"}


def hung(**lists):
    return {**PAID, "_embedded": lists}


def refund(status, value="10.00", **more):
    return {"amount": eur(value), "status": status, **more}


def test_a_paid_payment_has_captured_its_amount():
    payment = payment_of(PAID)
    assert (payment.state, payment.captured, payment.refunded) == (
        "paid",
        Money(7500, "EUR"),
        Money(0, "EUR"),
    )
    assert (payment.order, payment.session, payment.reference) == (
        "ORDERONE",
        PAID["id"],
        PAID["id"],
    )
    assert payment.live


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("open", "open"),
        ("pending", "processing"),
        ("authorized", "approved"),
        ("canceled", "failed"),
        ("expired", "expired"),
        ("failed", "failed"),
    ],
)
def test_each_other_status_has_captured_nothing(status, state):
    payment = payment_of({**PAID, "status": status})
    assert (payment.state, payment.captured) == (state, Money(0, "EUR"))


@pytest.mark.parametrize("status", ["", "Paid", "paid ", "settled", None, True, 1, ["paid"]])
def test_a_status_that_nobody_documented_is_no_answer(status):
    with pytest.raises(ProviderDown):
        payment_of({**PAID, "status": status})


@pytest.mark.parametrize("mode", ["", "LIVE", None, True])
def test_a_mode_that_nobody_documented_is_no_answer(mode):
    with pytest.raises(ProviderDown):
        payment_of({**PAID, "mode": mode})


def test_a_transfer_that_was_promised_is_on_its_way():
    waiting = {**PAID, "status": "open", "method": "banktransfer"}
    assert payment_of(waiting).state == "processing"


@pytest.mark.parametrize(
    ("status", "state"),
    [("pending", "processing"), ("succeeded", "processing"), ("failed", "approved")],
)
def test_a_capture_under_way_is_awaited(status, state):
    captures = [{"status": status, "amount": eur("75.00")}]
    assert payment_of({**hung(captures=captures), "status": "authorized"}).state == state


def test_where_captures_decide_only_what_was_captured_counts():
    part = {**PAID, "captureMode": "manual", "amountCaptured": eur("20.00")}
    assert payment_of(part).captured == Money(2000, "EUR")
    with pytest.raises(ProviderDown):
        payment_of({**PAID, "captureMode": "manual"})


def test_refunds_count_from_the_moment_they_are_asked_for_until_they_fail():
    counted = [refund(one) for one in ("queued", "pending", "processing", "refunded")]
    others = [refund(one) for one in ("failed", "canceled")]
    assert payment_of(hung(refunds=counted + others)).refunded == Money(4000, "EUR")


def test_without_a_list_of_refunds_their_sum_counts():
    assert payment_of({**PAID, "amountRefunded": eur("5.00")}).refunded == Money(500, "EUR")


@pytest.mark.parametrize(
    "embedded",
    [
        {"refunds": {}},
        {"refunds": "none"},
        {"refunds": ["re_1"]},
        {"refunds": [refund("strange")]},
        {"refunds": [{"status": "refunded"}]},
        {"refunds": [{"status": "refunded", "amount": {"value": "1.00", "currency": "CHF"}}]},
        {"chargebacks": {"id": "chb_1"}},
        {"captures": [1]},
    ],
    ids=str,
)
def test_what_hangs_on_a_payment_in_another_shape_is_no_answer(embedded):
    with pytest.raises(ProviderDown):
        payment_of({**PAID, "status": "authorized", "_embedded": embedded})


@pytest.mark.parametrize(
    ("chargebacks", "dispute"),
    [
        ([], ""),
        ([{"reversedAt": None}], "open"),
        ([{}], "open"),
        ([{"reversedAt": "2024-03-20T09:28:37+00:00"}], "won"),
        ([{"reversedAt": "2024-03-20T09:28:37+00:00"}, {"reversedAt": None}], "open"),
    ],
    ids=str,
)
def test_a_chargeback_stands_until_it_is_reversed(chargebacks, dispute):
    assert payment_of(hung(chargebacks=chargebacks)).dispute == dispute


@pytest.mark.parametrize(("back", "dispute"), [("75.00", "open"), ("0.00", "")])
def test_without_a_list_of_chargebacks_their_sum_counts(back, dispute):
    assert payment_of({**PAID, "amountChargedBack": eur(back)}).dispute == dispute


@pytest.mark.parametrize("metadata", [None, "text", ["ORDERONE"], {"order": 1}, {}])
def test_a_payment_that_names_no_order_is_nobodys(metadata):
    assert payment_of({**PAID, "metadata": metadata}).order == ""


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01T00:15:00Z", 900),
        ("", 7),
        ("soon", 7),
        (None, 7),
        (7, 7),
    ],
)
def test_until_when_it_can_be_paid_is_read_if_mollie_says(written, at):
    links = {"checkout": {"href": "https://pay.example"}}
    said = {"id": "tr_1", "expiresAt": written, "_links": links}
    assert hand_off(said, 7) == Redirect("https://pay.example", "tr_1", at)


@pytest.mark.parametrize("links", [None, {}, {"checkout": None}, {"checkout": {"href": 1}}, "x"])
def test_without_an_address_there_is_no_page(links):
    assert hand_off({"id": "tr_1", "_links": links}, 7) is None
