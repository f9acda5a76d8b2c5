"""Which events lead where: to a session, to a payment, or nowhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from stripe.params import _webhook_endpoint_create_params as endpoint_params
from tests.pelicart.build import NOW
from tests.pelicart.payments.stripe.conftest import SECRET, seal, told

from pelicart.errors import BadRequest, Forged, Misconfigured
from pelicart.payments.stripe.notice import EVENTS, OF_DISPUTE, OF_REFUND, OF_SESSION

OURS = {"order": "ORDERONE", "shop": "shop.example", "v": "1"}
THEIRS = {**OURS, "shop": "other.example"}
SESSION = {"id": "cs_test_a1", "client_reference_id": "ORDERONE", "metadata": OURS}
OF_PAYMENT = sorted(EVENTS - OF_SESSION)
UNMARKED = sorted(OF_REFUND | OF_DISPUTE)


@pytest.mark.parametrize("kind", sorted(OF_SESSION))
def test_each_event_of_a_session_leads_to_that_session(module, kind):
    notice = told(module, kind, SESSION)
    assert (notice.session, notice.order, notice.event) == ("cs_test_a1", "ORDERONE", kind)


@pytest.mark.parametrize("kind", OF_PAYMENT)
def test_each_event_of_a_refund_or_dispute_leads_to_the_payment(module, kind):
    notice = told(module, kind, {"id": "x_1", "payment_intent": "pi_1", "metadata": OURS})
    assert (notice.session, notice.order, notice.event) == ("pi_1", "ORDERONE", kind)


@pytest.mark.parametrize("kind", UNMARKED)
@pytest.mark.parametrize("metadata", [{}, None])
def test_what_was_made_at_stripe_or_by_a_bank_has_no_marks_and_is_looked_at(module, kind, metadata):
    notice = told(module, kind, {"id": "x_1", "payment_intent": "pi_1", "metadata": metadata})
    assert (notice.session, notice.order) == ("pi_1", "")


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_what_is_marked_as_another_shops_is_none_of_ours(module, kind):
    subject = {"id": "cs_test_1", "payment_intent": "pi_1", "metadata": THEIRS}
    assert told(module, kind, subject) is None


@pytest.mark.parametrize("kind", sorted(OF_SESSION | {"charge.refunded"}))
def test_sessions_and_charges_without_marks_are_somebody_elses(module, kind):
    subject = {"id": "cs_test_1", "payment_intent": "pi_1", "metadata": {}}
    assert told(module, kind, subject) is None


@pytest.mark.parametrize("kind", OF_PAYMENT)
def test_a_charge_that_no_session_made_is_none_of_our_concern(module, kind):
    assert told(module, kind, {"id": "x_1", "payment_intent": None, "metadata": {}}) is None


@pytest.mark.parametrize("kind", OF_PAYMENT)
@pytest.mark.parametrize("intent", [7, {"id": "pi_1"}])
def test_a_payment_that_is_no_id_is_a_bad_request(module, kind, intent):
    with pytest.raises(BadRequest):
        told(module, kind, {"id": "x_1", "payment_intent": intent, "metadata": OURS})


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_event_of_the_other_mode_is_forged(module, kind):
    with pytest.raises(Forged):
        told(module, kind, SESSION, live=True)


def test_every_event_that_we_act_on_is_one_that_stripe_sends():
    known = str(endpoint_params.WebhookEndpointCreateParams.__annotations__)
    assert {kind for kind in EVENTS if f'"{kind}"' not in known.replace("'", '"')} == set()


def test_the_sample_is_genuine_and_about_no_order(module):
    sample = module.sample(NOW)
    assert module.read_notice(sample.body, sample.headers, NOW) is None
    with pytest.raises(Forged):
        replace(module, webhook_secrets=("whsec_other",)).read_notice(
            sample.body, sample.headers, NOW
        )
    assert SECRET not in repr(sample)


def test_without_a_webhook_secret_there_is_no_sample(module):
    assert replace(module, webhook_secrets=()).sample(NOW) is None


@pytest.mark.parametrize("kind", ["customer.created", "payment_intent.succeeded", "v2.core.x", ""])
def test_other_events_are_none_of_our_concern(module, kind):
    sealed = seal(json.dumps({"type": kind, "livemode": False}).encode())
    assert module.read_notice(sealed.body, sealed.headers, NOW) is None


def test_without_a_webhook_secret_no_notice_is_read(module):
    sealed = seal(json.dumps({"type": "checkout.session.completed"}).encode())
    with pytest.raises(Misconfigured):
        replace(module, webhook_secrets=()).read_notice(sealed.body, sealed.headers, NOW)
