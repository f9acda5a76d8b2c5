"""Whatever function is killed, at whatever call: stock, orders and the provider's books agree."""

import pytest
from tests.killing.enumeration import enumerated
from tests.killing.functions import start_nursery
from tests.killing.opening import opened
from tests.killing.planted import PLANTED
from tests.killing.strikes import every, least
from tests.killing.walks import BUYS, FORGETS, WALKS, WRITTEN_TO
from tests.promises.kinds import STRIPE

EVERYWHERE = [
    pytest.param(module, walk, id=f"{module}-{walk.name}")
    for module, walks in WALKS.items()
    for walk in walks
]
ALWAYS = (BUYS, FORGETS, WRITTEN_TO)
"""Every function that writes has its turn in these; the other walks are left to the slow test."""
FOUND_BY = {
    "holds_apart": BUYS,
    "no_duty": BUYS,
    "releases_apart": FORGETS,
    "marks_first": WRITTEN_TO,
}


@pytest.mark.parametrize("walk", ALWAYS, ids=lambda walk: walk.name)
def test_a_walk_that_is_killed_anywhere_comes_to_agree(world_of, noted, walk):
    tally = enumerated(world_of("stripe"), walk, least)
    noted(tally)
    assert tally.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize(("module", "walk"), EVERYWHERE)
def test_every_walk_struck_in_every_way_comes_to_agree(world_of, noted, module, walk):
    tally = enumerated(world_of(module), walk, every)
    noted(tally)
    assert tally.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found(tmp_path, bug):
    nursery = start_nursery(tmp_path / "functions", bug)
    try:
        with opened("stripe", STRIPE, nursery, tmp_path) as world:
            assert enumerated(world, FOUND_BY[bug], least).wrong
    finally:
        nursery.stop()
