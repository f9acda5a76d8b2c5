"""What reconcile says in the log: alarms hang on it."""

import pytest


@pytest.fixture
def pending(front, ada, caplog):
    caplog.set_level("INFO")
    ada.adds("MUG")
    ada.orders()
    return front


def said(caplog, event):
    return [one for one in caplog.records if one.event == event]


def test_every_run_says_that_it_ended(pending, caplog):
    pending.reconcile()
    (run,) = said(caplog, "reconciled")
    assert (run.orders, run.letters) == (0, 0)


def test_an_order_that_only_reconcile_finds_paid_is_unheard(pending, caplog):
    pending.provider.takes("session-1", 1500)
    pending.moment += 11 * 60
    pending.reconcile()
    assert pending.order.state == "paid"
    (unheard,) = said(caplog, "unheard")
    assert (unheard.order, unheard.provider) == (pending.order.id, "stripe")
    (run,) = said(caplog, "reconciled")
    assert run.orders == 1


def test_an_order_that_comes_to_nothing_is_not(pending, caplog):
    pending.moment += 3 * 3600
    pending.reconcile()
    assert pending.order.state == "expired"
    assert said(caplog, "unheard") == []


def test_a_run_that_breaks_off_says_nothing(pending, caplog, monkeypatch):
    def broken(_wired):
        raise RuntimeError

    monkeypatch.setattr("pelicart.endpoints.reconcile.finish_overdue", broken)
    with pytest.raises(RuntimeError):
        pending.reconcile()
    assert said(caplog, "reconciled") == []
