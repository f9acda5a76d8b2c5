"""Each bundle alone: what is in it is enough, and it is all there is."""

from __future__ import annotations

import json
import sys
import time
from urllib.parse import urlsplit
from zipfile import ZipFile

import httpx
import pytest
from stripe import WebhookSignature
from tests.infra.bundle.conftest import HOOK, Deployed, plan_into
from tests.pelicart.shopfront import ORIGIN, Browser, http_event

from pelicart.payments import MODULES
from pelicart_infra.bundle.build import MANIFEST, build
from pelicart_infra.functions import FUNCTIONS

NAMES = [one.name for one in FUNCTIONS]
NEVER = {"boto3", "botocore", "pelican", "pelicart_infra", "pelicart_command", "requests", "yaml"}
ABSENT = {
    "cart": {"stripe", "cryptography", "jwt", "segno"},
    "checkout": {"segno"},
    "payment_return": {"jinja2", "markupsafe", "cryptography", "segno"},
    "payment_notice": {"jinja2", "markupsafe", "cryptography", "segno", "jwt"},
    "order": {"stripe", "cryptography"},
    "tell": {"stripe", "cryptography"},
    "reconcile": {"cryptography"},
}
"""What a function must not even carry."""

CARD = {"card_number": "4242 4242 4242 4242", "card_expiry": "12/40", "card_holder": "Ada Example"}


@pytest.fixture
def ada(isolated):
    return Browser(Deployed(isolated))


def packages_in(bundle):
    with ZipFile(bundle) as archive:
        return {name.partition("/")[0].partition(".")[0] for name in archive.namelist()}


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_carries_nothing_that_its_function_has_no_use_for(bundles, name):
    assert packages_in(bundles / f"{name}.zip").isdisjoint(NEVER | ABSENT[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_has_neither_tests_nor_what_others_compiled(bundles, name):
    tag = sys.implementation.cache_tag
    with ZipFile(bundles / f"{name}.zip") as archive:
        for file in archive.namelist():
            assert "/tests/" not in file
            assert not file.endswith((".pyi", "py.typed", "/METADATA", "/RECORD", "/WHEEL"))
            if "__pycache__" in file:
                assert file.endswith(f".{tag}.pyc")


def test_a_bundle_brings_the_licences_of_its_packages(bundles):
    with ZipFile(bundles / "checkout.zip") as archive:
        licences = {n.partition("-")[0] for n in archive.namelist() if ".dist-info/" in n}
    manifest = json.loads((bundles / MANIFEST).read_text("utf-8"))
    told = next(one for one in manifest["bundles"] if one["function"] == "checkout")
    assert {name.replace("-", "_") for name in told["packages"]} <= licences | {"cffi"}


@pytest.mark.parametrize(
    ("name", "event", "statuses"),
    [
        ("cart", http_event("GET", "/shop/cart"), {200}),
        ("cart", http_event("GET", "/shop/nowhere"), {410}),
        ("checkout", http_event("GET", "/shop/checkout"), {303, 409}),
        ("payment_return", http_event("GET", "/shop/return/stripe", query="order=a.b.c"), {303}),
        ("payment_notice", http_event("POST", "/shop/notice/stripe", body="{}"), {400}),
        ("payment_notice", http_event("POST", "/shop/notice/paypal", body="{}"), {410}),
        ("order", http_event("GET", "/shop/order/a.b.c"), {400}),
    ],
)  # fmt: skip
def test_a_bundle_answers_an_event_with_nothing_but_itself(isolated, name, event, statuses):
    function = isolated(name)
    assert function(event)["statusCode"] in statuses
    alone(function)


def alone(function):
    assert function.strangers == []
    assert {name.partition(".")[0] for name in function.modules}.isdisjoint(NEVER)


def test_the_scheduled_and_the_streamed_run_alone_too(isolated):
    reconcile, tell = isolated("reconcile"), isolated("tell")
    assert reconcile({}) == {}
    record = {
        "eventID": "1", "eventName": "MODIFY",
        "dynamodb": {"SequenceNumber": "1", "Keys": {"key": {"S": f"ORDER#{'A' * 26}"}}},
    }  # fmt: skip
    assert tell({"Records": [record]}) == {"batchItemFailures": []}
    alone(reconcile)
    alone(tell)


def test_a_purchase_by_card_runs_through_the_bundles_alone(isolated, ada, stripe):
    ada.adds("MUG")
    handed = ada.orders()
    assert handed.location.startswith(stripe.url)
    session = urlsplit(handed.location).path.rpartition("/")[2]
    with httpx.Client(base_url=stripe.url) as browser:
        assert browser.post(f"/pay/{session}", data={"action": "pay"}).status_code == 303
        order = browser.get("/_control/ledger").json()["sessions"][0]
    shown = ada.get(order["success_url"].removeprefix(ORIGIN))
    assert shown.state == "paid"
    assert notified(isolated("payment_notice"), session, order)["statusCode"] == 200
    for name in ("cart", "checkout", "payment_return", "payment_notice", "order"):
        alone(isolated(name))


def notified(function, session, order):
    """What a genuine notice of this session is answered."""
    subject = {**order, "id": session, "object": "checkout.session"}
    event = {
        "id": "evt_1", "object": "event", "type": "checkout.session.completed",
        "livemode": False, "data": {"object": subject},
    }  # fmt: skip
    body = json.dumps(event)
    signed = WebhookSignature.generate_signature_header(body, HOOK, int(time.time()))
    headers = {"stripe-signature": signed}
    return function(http_event("POST", "/shop/notice/stripe", body=body, headers=headers))


def test_a_card_is_sealed_by_the_bundle_alone(isolated, ada):
    ada.adds("MUG")
    review = ada.reviews(method="sealed")
    fields = dict(review.form().form_values())
    assert "sealed" in fields
    assert ada.submit(review, **CARD).state == "awaiting"
    assert any(name.startswith("cryptography") for name in isolated("checkout").modules)
    alone(isolated("checkout"))


@pytest.mark.parametrize("module", MODULES)
def test_every_payment_module_can_be_built_from_the_bundles_that_ask_it(bundles, module):
    folder, _, _ = MODULES[module].partition(":")
    path = folder.replace(".", "/")
    for name in ("checkout", "payment_return", "payment_notice", "reconcile"):
        with ZipFile(bundles / f"{name}.zip") as archive:
            assert {f"{path}.py", f"{path}/__init__.py"} & set(archive.namelist())


def test_other_providers_and_what_seals_cards_can_be_left_out(tmp_path):
    build(plan_into(tmp_path, payments=("manual", "mollie"), functions=("checkout",)), str)
    assert packages_in(tmp_path / "checkout.zip").isdisjoint({"stripe", "cryptography"})
    with ZipFile(tmp_path / "checkout.zip") as archive:
        assert "pelicart/payments/mollie/module.py" in archive.namelist()
        assert "pelicart/payments/paypal/module.py" not in archive.namelist()
