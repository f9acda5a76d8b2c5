"""A build as it is found, and what can't be one."""

from __future__ import annotations

import hashlib
import json

import pytest
from tests.command.publishing.sites import MUG, SONG, build, write_build

from pelicart_command.publishing.errors import NotBuilt
from pelicart_command.publishing.scan import scan


def test_every_file_of_the_site_has_its_digest_type_and_time_to_keep(tmp_path):
    made = build(tmp_path, [MUG], more={"look.3f2a9c1b.css": "a{}", "a b/é.svg": "<svg/>"})
    site = made.release.site
    assert set(site) == {
        "index.html", "look.css", "look.3f2a9c1b.css", "a b/é.svg", "mug/index.html",
        ".well-known/pelicart.json",
    }  # fmt: skip
    home = site["index.html"]
    assert home.digest == hashlib.sha256(b"home").hexdigest()
    assert home.md5 == hashlib.md5(b"home", usedforsecurity=False).hexdigest()
    assert (home.size, home.served.kind) == (4, "text/html; charset=utf-8")
    assert "immutable" in site["look.3f2a9c1b.css"].served.cache
    assert "immutable" not in site["look.css"].served.cache
    assert made.release.parts.keys() == {
        "build.json", "shop.json", "catalogue.jsonl", "pages/en.json", "pages/live/cart.html"
    }  # fmt: skip
    assert made.release.digests == made.blobs.keys()


def test_files_for_sale_are_no_part_of_what_is_shown(tmp_path):
    made = build(tmp_path, [SONG])
    assert made.release.files == ("00ff-song.mp3",)
    assert made.files["00ff-song.mp3"].read_text() == "la la"
    assert not any("song.mp3" in path for path in made.release.site)


def test_litter_of_a_desktop_stays_here(tmp_path):
    made = build(tmp_path, [MUG], more={".DS_Store": "x", "mug/Thumbs.db": "x"})
    assert not {".DS_Store", "mug/Thumbs.db"} & set(made.release.site)


def test_site_and_publication_of_two_builds_are_refused(tmp_path):
    output, publication = write_build(tmp_path, [MUG])
    (output / ".well-known" / "pelicart.json").write_text(json.dumps({"build": "another"}))
    with pytest.raises(NotBuilt, match="two builds"):
        scan(output, publication, 0, "me")


def test_settings_of_another_build_are_refused(tmp_path):
    output, publication = write_build(tmp_path, [MUG])
    shop = json.loads((publication / "shop.json").read_text())
    (publication / "shop.json").write_text(json.dumps({**shop, "build": "another"}))
    with pytest.raises(NotBuilt, match="two builds"):
        scan(output, publication, 0, "me")


@pytest.mark.parametrize(
    "lost", ["output/.well-known/pelicart.json", "publication/build.json",
             "publication/catalogue.jsonl", "publication/files/00ff-song.mp3"],
)  # fmt: skip
def test_half_a_build_is_refused(tmp_path, lost):
    output, publication = write_build(tmp_path, [SONG])
    (tmp_path / lost).unlink()
    with pytest.raises(NotBuilt, match="Build again"):
        scan(output, publication, 0, "me")
