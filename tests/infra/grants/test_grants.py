"""The rights of each function are what it does, and nothing besides."""

from __future__ import annotations

import pytest
from tests.infra.grants.observing import observed
from tests.infra.grants.tour import tour, toured
from tests.killing.enumeration import Tally, staged
from tests.killing.functions import start_nursery
from tests.killing.opening import opened
from tests.killing.walks import WALKS
from tests.promises.kinds import KINDS

from pelicart_infra.functions import FILES, FUNCTIONS, MAIL
from pelicart_infra.grants import GRANTS


def pattern(key):
    """The kind of an item's key, as the rights name it."""
    kind, mark, _ = key.partition("#")
    return f"{kind}#*" if mark else key


def kinds(seen):
    return {(one.function, one.verb, one.table, one.index, pattern(one.key)) for one in seen}


def granted():
    return {
        (function, verb, items.table, items.index, key)
        for function, grant in GRANTS.items()
        for items in grant.items
        for verb in items.verbs
        for key in items.keys
    }


@pytest.fixture
def observer(tmp_path):
    with observed() as observer:
        yield observer


@pytest.fixture
def nursery(observer, tmp_path):
    process = start_nursery(tmp_path / "functions")
    yield process
    process.stop()


def test_a_function_may_do_what_it_does_and_nothing_else(observer, nursery, tmp_path):
    with toured(nursery, tmp_path) as world:
        tour(world)
    assert kinds(observer.seen) - granted() == set()  # nothing is missing
    assert granted() - kinds(observer.seen) == set()  # nothing is idle


@pytest.mark.slow
@pytest.mark.parametrize("module", WALKS)
def test_no_walk_needs_another_right(observer, nursery, tmp_path, module):
    with opened(module, KINDS.get(module), nursery, tmp_path) as world:
        for walk in WALKS[module]:
            staged(world, walk, Tally(module, walk.name))
    assert kinds(observer.seen)
    assert kinds(observer.seen) - granted() == set()


def test_every_function_has_its_rights():
    assert GRANTS.keys() == {one.name for one in FUNCTIONS}


def test_whoever_is_told_of_files_or_mail_may_use_them():
    for one in FUNCTIONS:
        assert GRANTS[one.name].files == set(FILES).issubset(one.settings)
        assert GRANTS[one.name].mail == set(MAIL).issubset(one.settings)


def test_nobody_reads_cards_scans_or_deletes_orders():
    for _, verb, table, index, key in granted():
        assert (table, verb) != ("cards", "BatchGetItem")
        assert verb in {"BatchGetItem", "ConditionCheckItem", "PutItem", "UpdateItem"} or (
            (verb, bool(index)) == ("Query", True) or (verb, table) == ("DeleteItem", "cards")
        )
        assert key != "*"
