"""What PayPal may answer about an order, and what is made of it."""

import pytest

from pelicart.errors import NotFound, ProviderDown
from pelicart.money import Money
from pelicart.payments.paypal.found import page_of, session_of
from pelicart.payments.paypal.payment import payment_of

SHOP = "shop.example"


def amount(value, currency="EUR"):
    return {"currency_code": currency, "value": value}


def a_capture(status="COMPLETED", value="46.90", reason="", **changes):
    details = {"status_details": {"reason": reason}} if reason else {}
    return {"id": "CAPTURE1", "status": status, "amount": amount(value), **details, **changes}


def a_refund(value, status="COMPLETED"):
    return {"id": "REFUND01", "status": status, "amount": amount(value)}


def found(status="COMPLETED", captures=(), refunds=(), **changes):
    unit = {
        "reference_id": SHOP,
        "custom_id": "ORDER1",
        "amount": amount("46.90"),
        "payments": {"captures": list(captures), "refunds": list(refunds)},
    }
    return {"id": "5O190127TN364715T", "status": status, "purchase_units": [unit | changes]}


def read(order, *, live=False):
    return payment_of(order, SHOP, live=live)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("CREATED", "open"),
        ("SAVED", "open"),
        ("PAYER_ACTION_REQUIRED", "open"),
        ("APPROVED", "approved"),
        ("VOIDED", "expired"),
    ],
)
def test_an_order_without_a_capture_is_what_its_status_says(status, state):
    payment = read(found(status))
    assert (payment.state, payment.captured) == (state, Money(0, "EUR"))
    assert (payment.order, payment.session) == ("ORDER1", "5O190127TN364715T")
    assert not payment.reference


@pytest.mark.parametrize(
    ("status", "state", "taken"),
    [
        ("COMPLETED", "paid", 4690),
        ("REFUNDED", "paid", 4690),
        ("PENDING", "processing", 0),
        ("DECLINED", "failed", 0),
        ("FAILED", "failed", 0),
    ],
)
def test_what_was_captured_counts_more_than_the_orders_status(status, state, taken):
    payment = read(found("COMPLETED", [a_capture(status)]))
    assert (payment.state, payment.captured) == (state, Money(taken, "EUR"))
    assert payment.reference == "CAPTURE1"


def test_a_declined_capture_may_be_followed_by_another_way_to_pay():
    declined = a_capture("DECLINED", id="CAPTURE0")
    assert read(found("APPROVED", [declined])).state == "approved"
    payment = read(found("COMPLETED", [declined, a_capture()]))
    assert (payment.state, payment.captured.minor, payment.reference) == ("paid", 4690, "CAPTURE1")


def test_captured_is_what_was_captured_and_not_what_was_asked():
    assert read(found(captures=[a_capture(value="1.00")])).captured == Money(100, "EUR")
    other = a_capture(amount=amount("46.90", "CHF"))
    with pytest.raises(ProviderDown):  # two currencies in one order make no sum
        read(found(captures=[other]))
    order = found(captures=[other], amount=amount("46.90", "CHF"))
    assert read(order).captured == Money(4690, "CHF")


def test_refunds_add_up_and_count_while_they_are_under_way():
    refunds = [
        a_refund("1.00"),
        a_refund("2.00", "PENDING"),
        a_refund("4.00", "FAILED"),
        a_refund("8.00", "CANCELLED"),
    ]
    payment = read(found(captures=[a_capture("PARTIALLY_REFUNDED")], refunds=refunds))
    assert (payment.captured, payment.refunded) == (Money(4690, "EUR"), Money(300, "EUR"))


def test_what_is_refunded_is_refunded_whole_whatever_is_listed():
    payment = read(found(captures=[a_capture("REFUNDED")], refunds=[a_refund("1.00")]))
    assert payment.refunded == payment.captured == Money(4690, "EUR")


def test_a_part_that_is_not_told_is_not_guessed():
    with pytest.raises(ProviderDown):
        read(found(captures=[a_capture("PARTIALLY_REFUNDED")]))


def test_a_complaint_holds_money_that_was_taken_all_the_same():
    held = a_capture("PENDING", reason="BUYER_COMPLAINT")
    payment = read(found(captures=[held]))
    assert (payment.state, payment.captured.minor, payment.dispute) == ("paid", 4690, "")
    assert read(found(captures=[a_capture("PENDING", reason="ECHECK")])).state == "processing"


@pytest.mark.parametrize("status", ["DECLINED", "REFUNDED", "PENDING"])
def test_money_that_the_bank_took_back_is_a_lost_dispute(status):
    payment = read(found(captures=[a_capture(status, reason="CHARGEBACK")]))
    assert (payment.state, payment.captured.minor, payment.dispute) == ("paid", 4690, "lost")


@pytest.mark.parametrize(
    "order",
    [
        found("PAID"),
        found(""),
        found(None),
        found("COMPLETED"),  # and nothing captured
        found(captures=[a_capture("DONE")]),
        found(captures=[a_capture(None)]),
        found(captures=[a_capture(value="46.905")]),
        found(captures=[a_capture(value=46.90)]),
        found(captures=[a_capture(amount=None)]),
        found(captures=["CAPTURE1"]),
        found(captures=[a_capture()], refunds=[a_refund("1.00", "STRANGE")]),
        found("APPROVED", amount=None),
        found("APPROVED", payments=["x"]),
        found("APPROVED", payments={"captures": {}}) | {"purchase_units": "x"},
        found("APPROVED") | {"purchase_units": []},
        found("APPROVED") | {"purchase_units": None},
        found("APPROVED") | {"id": None},
        found("APPROVED") | {"id": "../x"},
        {},
        {"id": []},
    ],
)
def test_what_we_do_not_know_is_never_paid(order):
    with pytest.raises(ProviderDown):
        read(order)


def test_an_order_of_another_shop_is_none_of_ours():
    for changes in ({"reference_id": "other.example"}, {"reference_id": None}):
        with pytest.raises(NotFound):
            read(found("APPROVED", **changes))
    two = found("APPROVED")
    two["purchase_units"] *= 2
    with pytest.raises(NotFound):
        read(two)


@pytest.mark.parametrize("live", [True, False])
def test_the_mode_is_ours_for_orders_do_not_tell(live):
    assert read(found(captures=[a_capture()]), live=live).live is live


HOME = ("https://www.paypal.com",)


def linked(**links):
    named = [{"rel": rel.replace("_", "-"), "href": href} for rel, href in links.items()]
    return {"id": "5O190127TN364715T", "links": named}


def test_the_page_is_the_payers_action_or_else_the_approval():
    new, old = "https://www.paypal.com/checkoutnow?token=1", "https://www.paypal.com/old"
    assert page_of(linked(self="https://x", approve=old, payer_action=new), HOME) == new
    assert page_of(linked(approve=old), HOME) == old
    assert page_of(linked(self="https://x"), HOME) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://www.paypal.com.example/checkoutnow",
        "http://www.paypal.com/checkoutnow",
        "https://user@www.paypal.com/",
        "javascript:alert(1)",
        "https://[",
        "https://www.paypal.com",
        "/checkoutnow",
        "https://www.paypal.com/\r\nset-cookie: a=b",
        "https://www.paypal.com/" + "x" * 3000,
        7,
    ],
)
def test_a_page_elsewhere_is_no_answer(url):
    with pytest.raises(ProviderDown):
        page_of(linked(approve=url), HOME)


def test_a_capture_names_its_order_or_none():
    named = {"supplementary_data": {"related_ids": {"order_id": "5O190127TN364715T"}}}
    assert session_of(named) == "5O190127TN364715T"
    assert session_of({"id": "CAPTURE1"}) == ""
    with pytest.raises(ProviderDown):
        session_of({"supplementary_data": []})
