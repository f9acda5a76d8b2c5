"""What a merchant's rebuild shows to shoppers; the way back; and no two of them at once."""

from tests.aws.making import publish
from tests.aws.trial import went_well
from tests.e2e.steps import add

from pelicart_command.publishing.lease import Lease

PLAIN = "content/products/testing/plain.md"


def priced(trial, shopper):
    """A product's page, and what the cart asks for it."""
    return shopper.get(trial.url("TEST-PLAIN")).text, add(trial, shopper, "TEST-PLAIN").text


def test_a_new_price_is_shown_and_asked_and_a_rollback_brings_the_old_one_back(trial):
    page, cart = priced(trial, trial.shopper())
    assert "10.00" in page
    assert "10.00" in cart
    file = trial.folder / PLAIN
    text = file.read_text("utf-8")
    file.write_text(text.replace("10.00 EUR", "13.40 EUR"), "utf-8")
    assert "13.40" in publish(trial, "--dry-run")
    assert priced(trial, trial.shopper()) == (page, cart)
    publish(trial)
    page, cart = priced(trial, trial.shopper())
    assert "13.40" in page
    assert "13.40" in cart
    went_well(trial.command("rollback"))
    page, cart = priced(trial, trial.shopper())
    assert "10.00" in page
    assert "10.00" in cart
    file.write_text(text, "utf-8")


def test_while_one_publishes_a_second_is_refused(trial):
    lease = Lease(trial.store, "a test", "somebody else", trial.now)
    lease.take()
    try:
        second = trial.command("publish", "-s", "stageconf.py", "--no-build")
        assert second.returncode == 1
        assert "somebody else" in second.stderr
    finally:
        lease.release()
    publish(trial, "--no-build")
