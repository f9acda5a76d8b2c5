"""What the merchant's commands say of a shop in which people have bought, and what its log says."""

import json

from tests.aws.people import wrong
from tests.aws.trial import OWNER, went_well
from tests.e2e.running import within


def test_the_clock_runs_reconcile(trial):
    """One run is the merchant's, who didn't want to wait."""
    assert within(75, lambda: runs(trial, "reconcile") > 1)


def runs(trial, function):
    return sum(line.startswith("START ") for line in trial.logged(function))


def test_no_function_was_refused_anything_it_needs(trial):
    ours = [one for one in trial.imitation.refusals() if "assumed-role/pelicart-" in one["who"]]
    assert ours == []


def test_no_function_logged_an_error_or_anything_personal(trial):
    for name in trial.deployed.functions:
        lines = trial.logged(name)
        assert runs(trial, name), name
        told = [json.loads(line) for line in lines if line.startswith("{")]
        assert [one for one in told if one.get("level") == "ERROR"] == []
        for word in ("Ada Example", "ada@shop.example", "75011", "127.0.0.", "eyJ"):
            assert not [line for line in lines if word in line], word


def test_the_books_are_in_order(trial):
    went_well(trial.command("audit"))


def test_the_doctor_finds_the_shop_well(trial):
    assert wrong(trial, OWNER) == []
