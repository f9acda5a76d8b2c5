"""The stand-in's API, asked by Stripe's own SDK over HTTP."""

from __future__ import annotations

from itertools import count

import httpx
import pytest
import stripe
from tests.infra.local.stripe.conftest import KEY, an_order

LATEST = "payment_intent.latest_charge"
_keys = count(1)


def key():
    return {"idempotency_key": f"key:{next(_keys)}"}


def refused(call, *arguments):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        call(*arguments)
    return refusal.value


def test_a_session_is_made_open_with_a_page_and_the_sum_of_its_lines(sessions, clock, server):
    session = sessions.create(an_order(clock))
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (4930, "eur")
    assert session.url == f"{server.url}/pay/{session.id}"
    assert session.client_reference_id == "ORDERONE"
    assert session.payment_intent is None
    assert session.livemode is False


def test_a_session_is_read_as_it_was_made(sessions, clock):
    made = sessions.create(an_order(clock))
    assert sessions.retrieve(made.id).to_dict() == made.to_dict()


def test_the_lines_of_a_session_can_be_read(sessions, clock):
    session = sessions.create(an_order(clock))
    lines = sessions.line_items.list(session.id).data
    assert [(one.description, one.quantity, one.amount_total) for one in lines] == [
        ("Linen notebook", 2, 4800),
        ("Post", 1, 130),
    ]


def test_a_paid_session_leads_to_its_payment_and_charge(sessions, client, clock, press):
    session = sessions.create(an_order(clock))
    press(session)
    read = sessions.retrieve(session.id, {"expand": [LATEST]})
    intent, charge = read.payment_intent, read.payment_intent.latest_charge
    assert (read.status, read.payment_status, read.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received) == ("succeeded", 4930)
    assert charge.metadata.order == "ORDERONE"
    assert client.v1.payment_intents.retrieve(intent.id).latest_charge == charge.id
    assert client.v1.charges.retrieve(charge.id).payment_intent == intent.id


def test_sessions_are_found_by_their_payment(sessions, clock, press):
    session, other = sessions.create(an_order(clock)), sessions.create(an_order(clock))
    press(session)
    press(other)
    intent = sessions.retrieve(session.id).payment_intent
    found = sessions.list({"payment_intent": intent, "expand": [f"data.{LATEST}"]}).data
    assert [one.id for one in found] == [session.id]
    assert found[0].payment_intent.latest_charge.paid


def test_sessions_are_listed_newest_first_by_time_and_page(sessions, clock):
    clock.at += 10
    since = int(clock())
    made = [sessions.create(an_order(clock)).id for _ in range(3)]
    newest = sessions.list({"created": {"gte": since}, "limit": 2})
    assert [one.id for one in newest.data] == [made[2], made[1]]
    assert newest.has_more
    rest = sessions.list({"created": {"gte": since}, "starting_after": made[1]})
    assert [one.id for one in rest.data] == [made[0]]
    assert sessions.list({"created": {"gt": since}}).data == []


def test_an_open_session_can_be_expired_once(sessions, clock):
    session = sessions.create(an_order(clock))
    assert sessions.expire(session.id).status == "expired"
    assert refused(sessions.expire, session.id).http_status == 400
    assert sessions.retrieve(session.id).url is None


def test_a_complete_session_cannot_be_expired(sessions, clock, press):
    session = sessions.create(an_order(clock))
    press(session)
    refused(sessions.expire, session.id)
    assert sessions.retrieve(session.id).status == "complete"


def test_sessions_end_by_the_stand_ins_clock(sessions, clock, browser):
    session = sessions.create(an_order(clock, expires_at=int(clock()) + 3600))
    browser.post("/_control/clock", json={"advance": 3599})
    assert sessions.retrieve(session.id).status == "open"
    browser.post("/_control/clock", json={"advance": 1})
    assert sessions.retrieve(session.id).status == "expired"


@pytest.mark.parametrize("away", [30 * 60 - 1, 24 * 3600 + 1, 0, -1])
def test_a_session_ends_half_an_hour_to_a_day_ahead(sessions, clock, browser, away):
    now = browser.get("/_control/clock").json()["now"]
    error = refused(sessions.create, an_order(clock, expires_at=now + away))
    assert error.param == "expires_at"


def test_a_refund_counts_up_on_the_charge_until_nothing_is_left(sessions, client, clock, press):
    session = sessions.create(an_order(clock))
    press(session)
    intent = sessions.retrieve(session.id).payment_intent
    refunds = client.v1.refunds
    assert refunds.create({"payment_intent": intent, "amount": 930}).amount == 930
    refused(refunds.create, {"payment_intent": intent, "amount": 4001})
    rest = refunds.create({"payment_intent": intent})
    assert (rest.amount, refunds.retrieve(rest.id).status) == (4000, "succeeded")
    assert refused(refunds.create, {"payment_intent": intent}).code == "charge_already_refunded"
    charge = sessions.retrieve(session.id, {"expand": [LATEST]}).payment_intent.latest_charge
    assert (charge.amount_refunded, charge.refunded) == (4930, True)


def test_what_was_never_paid_cannot_be_refunded(sessions, client, clock, press):
    session = sessions.create(an_order(clock))
    press(session, "decline")
    intent = sessions.retrieve(session.id).payment_intent
    refused(client.v1.refunds.create, {"payment_intent": intent})


def test_a_free_order_needs_no_payment(sessions, clock, press):
    price = {"currency": "eur", "unit_amount": 0, "product_data": {"name": "Sample"}}
    free = an_order(clock, line_items=[{"quantity": 1, "price_data": price}])
    session = sessions.create(free)
    press(session)
    read = sessions.retrieve(session.id)
    assert (read.status, read.payment_status) == ("complete", "no_payment_required")
    assert read.payment_intent is None


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"colour": "red"}, "colour"),
        ({"metadata": "text"}, "metadata"),
        ({"line_items": "text"}, "line_items"),
        ({"line_items": []}, "line_items"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"mode": "donation"}, "mode"),
        ({"locale": "xx"}, "locale"),
        ({"adaptive_pricing": {"enabled": "maybe"}}, "adaptive_pricing[enabled]"),
        ({"success_url": "/relative"}, "success_url"),
        ({"success_url": None}, "success_url"),
        ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"expand": ["colour"]}, "expand"),
    ],
)
def test_a_parameter_that_stripe_would_refuse_is_refused(sessions, clock, changes, param):
    wanted = {k: v for k, v in an_order(clock, **changes).items() if v is not None}
    assert refused(sessions.create, wanted).param == param


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"currency": "EUR"}, "[price_data][currency]"),
        ({"unit_amount": -1}, "[price_data][unit_amount]"),
        ({"unit_amount": 1.5}, "[price_data][unit_amount]"),
        ({"unit_amount": 1005, "currency": "kwd"}, "[price_data][unit_amount]"),
        ({"unit_amount": 50, "currency": "isk"}, "[price_data][unit_amount]"),
        ({"product_data": {"name": ""}}, "[price_data][product_data][name]"),
        ({"product_data": {}}, "[price_data]"),
        ({"product_data": {"name": "x" * 251}}, "[price_data][product_data][name]"),
        (
            {"product_data": {"name": "x", "description": ""}},
            "[price_data][product_data][description]",
        ),
        (
            {"product_data": {"name": "x", "images": ["/a.png"]}},
            "[price_data][product_data][images][0]",
        ),
    ],
)
def test_a_line_that_stripe_would_refuse_is_refused(sessions, clock, change, param):
    price = {"currency": "eur", "unit_amount": 100, "product_data": {"name": "Notebook"}}
    lines = [{"quantity": 1, "price_data": {**price, **change}}]
    assert (
        refused(sessions.create, an_order(clock, line_items=lines)).param == f"line_items[0]{param}"
    )


def test_over_a_hundred_lines_are_refused(sessions, clock):
    line = an_order(clock)["line_items"][0]
    refused(sessions.create, an_order(clock, line_items=[line] * 101))


def test_the_same_key_gets_the_same_session(sessions, clock):
    once, order = key(), an_order(clock)
    first = sessions.create(order, once)
    again = sessions.create(order, once)
    assert again.id == first.id
    assert again.last_response.headers["idempotent-replayed"] == "true"


def test_the_same_key_with_other_parameters_is_refused(sessions, clock):
    once = key()
    sessions.create(an_order(clock), once)
    with pytest.raises(stripe.IdempotencyError):
        sessions.create(an_order(clock, client_reference_id="ORDERTWO"), once)


def test_a_refused_request_leaves_its_key_free(sessions, clock):
    once = key()
    refused(sessions.create, an_order(clock, expires_at=1), once)
    assert sessions.create(an_order(clock), once).status == "open"


def test_a_server_error_is_kept_for_its_key(sessions, clock, mode):
    once, order = key(), an_order(clock)
    mode(create="stored-500")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as error:
            sessions.create(order, once)
        assert error.value.http_status == 500
    assert sessions.create(order, key()).status == "open"


def test_another_key_is_not_let_in(server, clock):
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": server.url})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.checkout.sessions.create(an_order(clock))


@pytest.mark.parametrize("named", ["cs_test_none", "pi_none", "x"])
def test_an_unknown_id_is_missing(sessions, client, named):
    for call in (sessions.retrieve, client.v1.payment_intents.retrieve, client.v1.charges.retrieve):
        error = refused(call, named)
        assert (error.http_status, error.code) == (404, "resource_missing")


def test_an_unknown_address_is_told_in_stripes_words(server):
    answer = httpx.get(f"{server.url}/v1/coupons", headers={"authorization": f"Bearer {KEY}"})
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_outages_look_like_outages(sessions, clock, mode):
    mode(api="down")
    with pytest.raises(stripe.APIError):
        sessions.create(an_order(clock))
    mode(api="html")
    with pytest.raises(stripe.APIError):
        sessions.create(an_order(clock))
    mode(api="up")
    assert sessions.create(an_order(clock)).status == "open"
