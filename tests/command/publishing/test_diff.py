from hypothesis import given
from hypothesis import strategies as st

from pelicart_command.publishing.bucket import Served, Stored
from pelicart_command.publishing.diff import difference
from pelicart_command.publishing.plan import found
from pelicart_command.publishing.release import Entry

SITES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3))


def applied(before, apart, wanted):
    after = {key: value for key, value in before.items() if key not in apart.gone}
    return after | {key: wanted[key] for key in apart.send}


@given(SITES, SITES)
def test_the_difference_of_two_sites_makes_the_second_of_the_first(before, wanted):
    apart = difference([before], wanted)
    assert applied(before, apart, wanted) == wanted
    assert not any(before.get(key) == wanted[key] for key in apart.send)
    assert set(apart.new) == wanted.keys() - before.keys()
    assert set(apart.gone) == before.keys() - wanted.keys()


@given(st.lists(SITES, min_size=1, max_size=4), SITES, st.data())
def test_of_any_mixture_of_what_may_be_there_too(known, wanted, data):
    there = {}
    for key in {key for one in known for key in one}:
        value = data.draw(st.sampled_from([one.get(key) for one in known]))
        if value is not None:
            there[key] = value
    apart = difference(known, wanted)
    assert applied(there, apart, wanted) == wanted


@given(SITES)
def test_a_site_does_not_differ_from_itself(site):
    apart = difference([site], site)
    assert apart.keys == ()
    assert apart.changed == 0


def entry(md5, kind="text/html"):
    return Entry(md5 * 2, md5, 1, Served(kind, ""))


def test_a_listing_says_which_of_what_may_be_there_it_is():
    before, begun = {"a": entry("1"), "b": entry("2")}, {"a": entry("3"), "c": entry("4")}
    listed = [Stored("a", 1, "3"), Stored("b", 1, "2"), Stored("strange", 1, "9")]
    assert found(listed, [before, begun]) == {"a": entry("3"), "b": entry("2")}


def test_what_a_listing_leaves_open_is_not_known():
    before, begun = {"a": entry("1"), "b": entry("2")}, {"a": entry("1", "text/css")}
    listed = [Stored("a", 1, "1"), Stored("b", 1, "no MD5-2")]
    assert found(listed, [before, begun]) == {"a": None, "b": None}
