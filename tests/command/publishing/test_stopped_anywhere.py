"""Runs that are stopped after any of their steps, and what the next one makes of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.command.publishing.sites import (
    MUG,
    PEN,
    SONG,
    FakePlace,
    build,
    priced,
)

from pelicart.publication import product_of, writes
from pelicart.quote import canonical
from pelicart.writes import Write
from pelicart_command.publishing import running
from pelicart_command.publishing.errors import LeaseLost, Missing, Unreachable
from pelicart_command.publishing.lease import LASTS, SKEW
from pelicart_command.publishing.looking import Wishes
from pelicart_command.publishing.release import release_of
from pelicart_command.publishing.releases import list_releases, read_release
from pelicart_command.publishing.running import publish, roll_back
from pelicart_command.publishing.state import read_state

LAMP = replace(PEN, sku="LAMP", name="Lamp", url="/lamp/")
BUILDS = (
    ([MUG, PEN], {}),
    ([priced(MUG, 950), PEN, SONG], {"extra/index.html": "extra", "look.css": "b{}"}),
    ([LAMP], {"look.css": "a{}", "extra/index.html": "other"}),
    ([LAMP, MUG, SONG], {"feed.xml": "<feed/>", "picture.svg": "<svg/>"}),
    ([], {}),
)
SURE = Wishes(sure=True)
NEVER = -1


@cache
def builds():
    folder = Path(mkdtemp())
    return [
        build(folder / str(number), products, more=more)
        for number, (products, more) in enumerate(BUILDS)
    ]


def made(number, at):
    """This build, made anew: the same content under another name."""
    one = builds()[number]
    r = one.release
    return replace(one, release=release_of(r.build, at, r.by, r.site, r.parts, r.files))


def run(place, number, at, stop=NEVER, wishes=SURE):
    """Publishes, and is stopped after so many steps; whether it was."""
    place.breaks.steps, place.breaks.after = 0, stop
    try:
        publish(place.place, made(number, at), wishes)
    except Unreachable:
        return True
    finally:
        place.breaks.after = NEVER
    return False


def rolled_back(place, rev, stop=NEVER):
    place.breaks.steps, place.breaks.after = 0, stop
    try:
        roll_back(place.place, rev, SURE)
    except (Unreachable, Missing):
        return True
    finally:
        place.breaks.after = NEVER
    return False


def stands(place, number):
    """Whether table, site and files for sale are those of a build, and all that is noted is so."""
    one = builds()[number]
    shown = {path: served for path, (_, served) in place.shown.items()}
    assert shown == {path: entry.served for path, entry in one.release.site.items()}
    for path, entry in one.release.site.items():
        assert place.shown[path][0] == one.blobs[entry.digest].read_bytes()
    table = place.table
    for write in writes(one.publication):
        if write.expect:
            assert write.key in table
        else:
            assert canonical(table[write.key]) == canonical(write.put)
    sold = {f"PRODUCT#{product.sku}" for product in one.publication.products}
    for key, item in table.items():
        if key.startswith("PRODUCT#") and key not in sold:
            assert not product_of(item).orderable
    assert set(one.release.files) <= set(place.files.objects)
    state = read_state(place.memory)
    assert not state.begun
    assert state.rev.endswith(one.release.rev.rpartition("-")[2])
    assert "PUBLISHING" not in table
    for rev in list_releases(place.releases):
        for digest in read_release(place.releases, rev).digests:
            assert f"blobs/{digest}" in place.releases.objects


NUMBERS = st.integers(0, len(BUILDS) - 1)
STOPS = st.one_of(st.just(NEVER), st.integers(0, 45))
RUNS = st.lists(st.tuples(NUMBERS, STOPS, st.booleans()), max_size=5)


@settings(max_examples=150)
@given(RUNS, NUMBERS, st.booleans())
def test_whatever_was_stopped_wherever_the_next_run_makes_good(runs, last, whole):
    place = FakePlace()
    at = 0
    for at, (number, stop, back) in enumerate(runs):
        revs = list_releases(place.releases)
        if back and revs:
            rolled_back(place, revs[number % len(revs)], stop)
        else:
            run(place, number, at, stop)
    assert not run(place, last, at + 1, wishes=Wishes(sure=True, whole=whole))
    stands(place, last)


@settings(max_examples=60)
@given(RUNS, NUMBERS)
def test_whatever_was_stopped_wherever_a_rollback_makes_good(runs, number):
    place = FakePlace()
    run(place, number, 0)
    rev = read_state(place.memory).rev
    for at, (other, stop, _) in enumerate(runs, 1):
        run(place, other, at, stop)
    assert not rolled_back(place, rev)
    stands(place, number)


@pytest.mark.parametrize("first", [0, 3])
def test_every_step_of_a_publish_can_be_its_last(first):
    place = FakePlace()
    run(place, first, 0)
    run(place, 1, 1)
    steps = place.breaks.steps
    assert steps > 10
    for stop in range(steps):
        place = FakePlace()
        run(place, first, 0)
        before = len(place.cdn.forgotten)
        assert run(place, 1, 1, stop)
        assert not run(place, 1, 2)
        stands(place, 1)
        forgotten = {path for paths in place.cdn.forgotten[before:] for path in paths}
        assert {"/mug", "/mug/", "/mug/index.html", "/look.css"} <= forgotten


def test_a_first_publish_that_was_stopped_is_asked_for_anew_as_a_whole():
    place = FakePlace()
    assert run(place, 0, 0, stop=21)
    assert len(place.site.log) == 3
    assert not run(place, 0, 1)
    assert {"/", "/look.css", "/mug/", "/pen/"} <= set(place.cdn.forgotten[-1])


def test_what_was_sent_before_a_stop_is_not_sent_again():
    place = FakePlace()
    run(place, 1, 0)
    total = place.breaks.steps
    place = FakePlace()
    assert run(place, 1, 0, stop=total - 4)
    place.site.log.clear()
    place.store.written.clear()
    assert not run(place, 1, 1)
    assert len(place.site.log) <= 3
    assert place.store.written == []


def test_a_run_of_nothing_new_changes_nothing():
    place = FakePlace()
    run(place, 1, 0)
    place.breaks.steps = 0
    assert not run(place, 1, 5)
    assert place.breaks.steps == 0


def test_whatever_it_is_sent_to_pages_come_after_what_they_are_made_with():
    place = FakePlace()
    run(place, 0, 0)
    place.site.log.clear()
    run(place, 1, 1)
    log = place.site.log
    assert log.index("copy look.css") < log.index("copy mug/index.html")
    assert log.index("copy song/index.html") < log.index("copy .well-known/pelicart.json")
    place.site.log.clear()
    run(place, 2, 2)
    log = place.site.log
    deleted = [number for number, one in enumerate(log) if one.startswith("delete")]
    assert deleted
    assert min(deleted) > log.index("copy .well-known/pelicart.json")


def broken(place, rev, part=""):
    """The release can't be read any more, or a part of it."""
    release = read_release(place.releases, rev)
    del place.releases.objects[f"blobs/{release.parts[part]}" if part else f"releases/{rev}.json"]


@pytest.mark.parametrize("part", ["", "catalogue.jsonl"])
def test_when_the_present_release_cannot_be_read_what_is_there_is_looked_at(part):
    place = FakePlace()
    run(place, 1, 0)
    run(place, 2, 1)
    broken(place, read_state(place.memory).rev, part)
    assert not run(place, 0, 2)
    one = builds()[0]
    shown = {path: served for path, (_, served) in place.shown.items()}
    wanted = {path: entry.served for path, entry in one.release.site.items()}
    # Of what nobody can know that it was ours, nothing is deleted.
    assert shown.items() >= wanted.items()
    assert part == "" or shown == wanted
    assert not product_of(place.table["PRODUCT#LAMP"]).orderable


def test_a_release_of_another_version_is_not_brought():
    place = FakePlace()
    run(place, 0, 0)
    first = read_state(place.memory).rev
    run(place, 1, 1)
    release = read_release(place.releases, first)
    line = b'{"sku": "MUG", "unheard_of": 1}\n'
    key = f"blobs/{release.parts['catalogue.jsonl']}"
    place.releases.objects[key] = (line, place.releases.objects[key][1])
    with pytest.raises(Missing, match="another version of pelicart"):
        roll_back(place.place, first, SURE)


def test_orders_find_what_they_go_by_in_the_table_before_what_names_it():
    place = FakePlace()
    run(place, 0, 0)
    place.store.written.clear()
    run(place, 3, 1)
    written = place.store.written
    assert written[0] == "PRODUCT#PEN"  # withdrawn
    assert set(written[1:-2]) == {"PRODUCT#LAMP", "PRODUCT#SONG"}
    assert written[-2:] == ["SHOP", "CATALOGUE"]


def test_a_counter_is_there_before_its_product():
    place = FakePlace()
    run(place, 0, 0)
    written = place.store.written
    assert written.index("STOCK#MUG") < written.index("PRODUCT#MUG")
    assert written[-1] == "CATALOGUE"
    assert written[-2] == "SHOP"
    assert {"PAGE#en", "PAGE#live"} < set(written)


@pytest.mark.parametrize("whole", [False, True])
def test_what_was_sold_meanwhile_stays_sold(whole):
    place = FakePlace()
    run(place, 0, 0)
    first = read_state(place.memory).rev
    place.memory.write(Write("STOCK#MUG", add={"avail": -2}))
    assert run(place, 1, 1, stop=12)
    run(place, 3, 2, wishes=Wishes(sure=True, whole=whole))
    assert not rolled_back(place, first)
    assert place.table["STOCK#MUG"] == {"key": "STOCK#MUG", "avail": 1, "stocked": 3}


def test_it_is_said_how_to_undo_a_rollback_be_it_of_a_run_that_was_stopped(capsys):
    place = FakePlace()
    run(place, 0, 0)
    first = read_state(place.memory).rev
    assert run(place, 1, 1, stop=12)
    (begun,) = read_state(place.memory).begun
    capsys.readouterr()
    assert not rolled_back(place, first)
    said = capsys.readouterr().out
    assert f"The last run, of {begun}, hasn't finished." in said
    assert f"To undo it:  pelicart --stage staging rollback {begun}\n" in said
    assert not rolled_back(place, begun)
    assert f"rollback {first}\n" in capsys.readouterr().out
    stands(place, 1)


@pytest.mark.parametrize("seconds", [6, 9, 20])
def test_a_run_that_lost_its_lease_sends_no_more(monkeypatch, seconds):
    place = FakePlace()
    run(place, 0, 0)
    place.breaks.steps = 0
    began = 1_900_000_000
    monkeypatch.setattr(running, "_now", lambda: began + seconds * place.breaks.steps)
    with pytest.raises(LeaseLost):
        publish(place.place, made(1, 1), SURE)
    assert place.breaks.steps <= (LASTS - SKEW) // seconds + 1
    monkeypatch.setattr(running, "_now", lambda: began + 10 * LASTS)
    assert not run(place, 3, 2)
    stands(place, 3)
