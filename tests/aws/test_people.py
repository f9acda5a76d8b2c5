"""Merchant and operator work with the policies of docs/operations.md, and can do no more."""

import pytest
from tests.aws.people import employed, wrong
from tests.aws.trial import went_well
from tests.e2e.steps import PAID, buy, number_of


@pytest.fixture(scope="module")
def merchant(trial):
    return employed(trial, "The merchant")


@pytest.fixture(scope="module")
def paid(trial):
    shopper = trial.shopper()
    done = shopper.wait(shopper.click(buy(trial, shopper, "TEST-PLAIN"), "Pay"))
    assert done.heading == PAID
    return number_of(done)


def test_the_merchant_publishes_handles_orders_and_gives_money_back(trial, merchant, paid):
    for words in (
        ("publish", "-s", "stageconf.py", "--whole"),
        ("releases",),
        ("orders", "list"),
        ("orders", "ship", paid),
        ("stock",),
        ("refund", paid),
        ("reconcile",),
        ("audit",),
        ("export",),
    ):
        went_well(trial.command(*words, whose=merchant))
    assert trial.comes_to(paid, "refunded")


def test_the_merchant_is_told_whether_all_is_well(trial, merchant):
    assert wrong(trial, whose=merchant) == []


def test_the_merchant_reads_and_writes_no_key(trial, merchant):
    for words in ("list", "create", "set STRIPE_SECRET_KEY", "rotate PELICART_KEYS"):
        typed = ("keys", *words.split())
        refused = trial.command(*typed, said="sk_test_of_somebody_else", whose=merchant)
        assert refused.returncode == 1
        assert "not authorized" in refused.stderr, refused
