"""The collector is held back only while it should be."""

from __future__ import annotations

import gc

import pytest

from pelican.plugins.pelicart.collecting import uncollected


@pytest.fixture(autouse=True)
def _unfrozen():
    yield
    gc.unfreeze()


def test_nothing_is_collected_meanwhile_and_everything_as_before_afterwards() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_exception_lets_the_collector_go_on() -> None:
    with pytest.raises(ValueError, match="stop"), uncollected():
        raise ValueError("stop")
    assert gc.isenabled()


def test_who_switched_the_collector_off_finds_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_kept_from_the_collector_is_given_back_in_the_next_run() -> None:
    with uncollected():
        kept = [[number] for number in range(1000)]
    assert gc.get_freeze_count() >= len(kept)
    with uncollected():
        assert gc.get_freeze_count() == 0
