from hypothesis import given
from hypothesis import strategies as st
from tests.command.publishing.sites import FakeBucket

from pelicart_command.publishing.bucket import Served
from pelicart_command.publishing.release import Entry, Release, release_from, release_of, same
from pelicart_command.publishing.releases import (
    blob_key,
    list_blobs,
    list_releases,
    prune,
    read_release,
    write_release,
)

ENTRIES = st.builds(
    Entry, st.text("0123456789abcdef", min_size=64, max_size=64), st.just("md5"), st.integers(0, 9),
    st.builds(Served, st.sampled_from(["text/html", "text/css"]), st.sampled_from(["a", "b"])),
)  # fmt: skip
RELEASES = st.builds(
    Release, st.text(), st.text(), st.integers(0), st.text(), st.dictionaries(st.text(), ENTRIES),
    st.dictionaries(st.text(), st.text()), st.lists(st.text()).map(tuple),
)  # fmt: skip


@given(RELEASES)
def test_a_release_is_read_as_it_was_written(release):
    assert release_from(release.text()) == release


def entry(digest="d", kind="text/html"):
    return Entry(digest, "m", 1, Served(kind, ""))


def release(at=0, site=None, parts=None, files=()):
    return release_of("build", at, "me", site or {}, parts or {}, files)


def test_its_name_sorts_by_time_and_tells_what_holds_the_same():
    assert release(1_800_000_000).rev.startswith("20270115-080000-")
    assert same(release(1).rev, release(2).rev)
    for other in (
        release(site={"a": entry()}),
        release(parts={"shop.json": "d"}),
        release(files=("song",)),
    ):
        assert not same(release().rev, other.rev)
    assert not same(
        release(site={"a": entry()}).rev, release(site={"a": entry(kind="text/css")}).rev
    )


def kept(bucket, number):
    site = {"page": entry(f"page{number}"), "look": entry("look")}
    one = release(number * 60, site, {"shop.json": f"shop{number}"})
    for digest in one.digests:
        bucket.put(blob_key(digest), b"")
    write_release(bucket, one)
    return one.rev


def test_old_releases_go_and_what_only_they_had():
    bucket = FakeBucket("releases")
    revs = [kept(bucket, number) for number in range(5)]
    bucket.put(blob_key("of a run that was stopped"), b"")
    assert prune(bucket, 2, [revs[0]]) == (2, 5)
    assert list_releases(bucket) == [revs[0], revs[3], revs[4]]
    assert list_blobs(bucket) == {"look", "page0", "page3", "page4", "shop0", "shop3", "shop4"}


def test_the_present_one_stays_whatever_is_asked():
    bucket = FakeBucket("releases")
    revs = [kept(bucket, number) for number in range(2)]
    prune(bucket, 0, [revs[0]])
    assert list_releases(bucket) == [revs[0]]
    assert read_release(bucket, revs[0]).digests <= list_blobs(bucket)


def test_a_release_goes_before_its_blobs():
    bucket = FakeBucket("releases")
    for number in range(3):
        kept(bucket, number)
    bucket.log.clear()
    prune(bucket, 1, [])
    assert bucket.log[0].startswith("delete releases/")
    assert [one.startswith("delete blobs/") for one in bucket.log] == [False] * 2 + [True] * 4
