"""Files for sale: into the publication under a name that lasts, and never into the site."""

from __future__ import annotations

import hashlib
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican.plugins.pelicart.checking import check
from pelican.plugins.pelicart.digital import LONGEST, safe_name
from pelicart.downloads import file_name
from pelicart.publication import read_publication

DIGITAL = "digital: downloads/plan.svg\n"


@pytest.fixture
def seller(site):
    """A site that sells one file and has pictures that are public."""
    site.write("content/downloads/plan.svg", "<svg>what is sold</svg>")
    site.write("content/images/plan.png", "seen by all")
    site.product("PLAN", more=DIGITAL)
    return site


def named(text: str) -> str:
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}-plan.svg"


def sold(site) -> list[str | None]:
    lines = (site.publication / "catalogue.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["digital"] for line in lines]


def public(site) -> str:
    files = [path for path in site.output.rglob("*") if path.is_file()]
    return "".join(path.read_text("utf-8", errors="replace") for path in files)


def age(folder) -> None:
    """Makes files old enough for their stamps to be believed."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000_000, 1_000_000))


def test_a_file_is_published_by_what_is_in_it_and_never_in_the_site(seller) -> None:
    seller.build()
    name = named("<svg>what is sold</svg>")
    assert sold(seller) == [name]
    assert (seller.publication / "files" / name).read_text() == "<svg>what is sold</svg>"
    assert "what is sold" not in public(seller)
    assert list(read_publication(seller.publication).files) == [name]


def test_a_corrected_file_has_another_name_and_what_was_sold_stays(seller) -> None:
    age(seller.content)
    seller.build()
    seller.write("content/downloads/plan.svg", "<svg>corrected</svg>")
    seller.build()
    first, second = named("<svg>what is sold</svg>"), named("<svg>corrected</svg>")
    assert sold(seller) == [second]
    assert {path.name for path in (seller.publication / "files").iterdir()} == {first, second}
    assert list(read_publication(seller.publication).files) == [second]


def test_a_correction_of_the_same_size_within_the_clocks_grain_is_seen(seller) -> None:
    age(seller.content)
    file = seller.content / "downloads/plan.svg"
    os.utime(file)
    seller.build()
    stamp = file.stat().st_mtime_ns
    file.write_text("<svg>what is told</svg>")
    os.utime(file, ns=(stamp, stamp))
    seller.build()
    assert sold(seller) == [named("<svg>what is told</svg>")]


def test_a_draft_publishes_no_file(seller) -> None:
    seller.product("PLAN", more=f"{DIGITAL}status: draft\n")
    seller.build()
    assert not (seller.publication / "files").exists()


def test_a_file_may_lie_beside_its_product(site) -> None:
    site.write("content/products/plan.svg", "here")
    site.product("PLAN", more="digital: plan.svg\n")
    site.build()
    assert sold(site) == [named("here")]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("downloads/none.svg", "There is no file downloads/none.svg."),
        ("downloads", "There is no file downloads."),
        ("../secret.svg", "../secret.svg leads elsewhere."),
        ("downloads/../../secret.svg", "leads elsewhere."),
    ],
)
def test_a_file_that_cannot_be_sold_is_told_with_its_line(seller, written, said) -> None:
    seller.write("secret.svg", "outside")
    seller.product("PLAN", more=f"digital: {written}\n")
    (problem,) = seller.problems()
    assert problem.startswith("content/products/plan.md:5: ")
    assert said in problem


def test_a_file_that_is_gone_is_told_though_its_product_stayed_the_same(seller) -> None:
    age(seller.content)
    seller.build()
    (seller.content / "downloads/plan.svg").unlink()
    (problem,) = seller.problems()
    assert problem.startswith("content/products/plan.md:5: There is no file downloads/plan.svg.")


@pytest.mark.parametrize(
    "static", [["downloads"], ["images", "downloads/plan.svg"], [""], ["./downloads/"]]
)
def test_what_pelican_would_publish_is_not_sold(seller, static) -> None:
    (problem,) = seller.problems(STATIC_PATHS=static)
    assert problem == (
        "content/products/plan.md:5: Anybody could fetch downloads/plan.svg: STATIC_PATHS puts it "
        "into the site. Move it into a folder that isn't static."
    )
    assert not seller.output.exists()


@pytest.mark.parametrize(
    "settings",
    [
        {"STATIC_PATHS": [""], "STATIC_EXCLUDES": ["downloads"]},
        {"STATIC_PATHS": [""], "IGNORE_FILES": ["downl*"]},
        {"STATIC_PATHS": ["down"]},
    ],
)
def test_what_pelican_leaves_out_is_sold(seller, settings) -> None:
    seller.build(**settings)
    assert len(sold(seller)) == 1
    assert "what is sold" not in public(seller)


@pytest.mark.parametrize("marker", ["static", "attach"])
def test_a_link_that_would_publish_it_is_found(seller, marker) -> None:
    text = f"Title: News\nDate: 2026-11-02\n\n[here]({{{marker}}}/downloads/plan.svg)\n"
    seller.write("content/news.md", text)
    (problem,) = seller.problems()
    assert problem.startswith("content/products/plan.md:5: Anybody could fetch downloads/plan.svg")
    assert not seller.output.exists()


def test_a_picture_is_not_sold(seller) -> None:
    more = 'images:\n  - {file: downloads/plan.svg, alt: "All of it"}\n'
    seller.product("PLAN", more=more + DIGITAL)
    (problem,) = seller.problems()
    assert "Anybody could fetch downloads/plan.svg" in problem


def test_what_is_a_page_of_the_site_is_not_sold(seller) -> None:
    seller.write("content/book.md", "Title: The book\nDate: 2026-11-02\n\nAll of it.\n")
    seller.product("PLAN", more="digital: book.md\n")
    (problem,) = seller.problems()
    assert "Anybody could read book.md: Pelican makes a page of it." in problem


def test_what_an_earlier_build_left_in_the_site_is_told(seller) -> None:
    left = seller.write("output/downloads/plan.svg", "<svg>what is sold</svg>")
    (problem,) = seller.problems()
    assert f"it is in the site since an earlier build. Delete {left}." in problem


def test_a_check_without_a_build_finds_it_too(seller) -> None:
    seller.write(
        "pelicanconf.py",
        'PATH, TIMEZONE, SITEURL = "content", "UTC", "https://shop.example"\n'
        'STATIC_PATHS = ["downloads"]\nSHOP = {"currencies": ["EUR"]}\n',
    )
    found = check("pelicanconf.py")
    assert [problem.line for problem in found.problems] == [5]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("downloads/year-planner.svg", "year-planner.svg"),
        ("Année 2027 – plan.pdf", "Annee-2027-plan.pdf"),
        ("計画.pdf", "file.pdf"),
        ("計画", "file"),
        ("..pdf", "file.pdf"),
        (".pdf", "pdf"),
        ('a"b\r\nc;.zip', "a-b-c.zip"),
        ("tar.gz", "tar.gz"),
        (f"{'a' * 200}.epub", f"{'a' * LONGEST}.epub"),
    ],
)
def test_a_name_is_safe_for_every_header_and_system(path, name) -> None:
    assert safe_name(path) == name


@given(st.text(min_size=1, max_size=300))
def test_no_name_breaks_out_of_its_header_or_folder(path) -> None:
    name = safe_name(path)
    assert 0 < len(name) <= LONGEST + 17
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert not name.startswith(".")
    assert file_name(f"{'0a' * 16}-{name}") == name
