"""Makes a catalogue of any size, the same each time, and the same content as plain articles.

    python -m tools.catalogue FOLDER [PRODUCTS]

writes FOLDER/shop and FOLDER/plain, each with a pelicanconf.py.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PER_CATEGORY = 22
WORDS = """
paper linen oak brass wool cotton ink glass clay stone copper thread board leaf edge line fold
grain colour light dark warm plain small wide thin soft heavy made cut sewn dried pressed turned
glazed printed bound planed polished woven by hand in a workshop near the sea from old stock and
left to rest for days before it is packed so that it keeps its shape when used every day
""".split()  # fmt: skip

_COMMON = """
SITENAME = "Bench"
SITEURL = "https://bench.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
THEME = "simple"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
SHOP = _COMMON + 'PLUGINS = ["pelicart"]\nSHOP = {"currencies": ["EUR"]}\n'
PLAIN = _COMMON + "PLUGINS = []\nDEFAULT_PAGINATION = 24\nDISPLAY_CATEGORIES_ON_MENU = False\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """A product's content, whatever it is written as."""

    number: int
    title: str
    category: str
    summary: str
    price: str
    body: str


def samples(count: int) -> Iterator[Sample]:
    """So many products with about 120 words each."""
    chance = random.Random(20)  # noqa: S311  the same in each run
    for number in range(count):
        yield Sample(
            number=number,
            title=f"{' '.join(chance.choices(WORDS, k=2)).capitalize()} {number}",
            category=f"Category {number // PER_CATEGORY}",
            summary=" ".join(chance.choices(WORDS, k=10)).capitalize() + ".",
            price=f"{chance.randint(100, 9999) / 100:.2f} EUR",
            body=_body(chance),
        )


def _body(chance: random.Random) -> str:
    paragraphs = []
    for _ in range(3):
        words = chance.choices(WORDS, k=36)
        words[5] = f"*{words[5]}*"
        words[20] = f"[{words[20]}](https://bench.example/)"
        paragraphs.append(" ".join(words).capitalize() + ".")
    points = "\n".join(f"- {' '.join(chance.choices(WORDS, k=4))}" for _ in range(3))
    return "\n\n".join([*paragraphs, points])


def product_file(sample: Sample) -> str:
    """The sample as a product file."""
    return (
        f"---\ntitle: {sample.title}\nsku: BENCH-{sample.number}\nprice: {sample.price}\n"
        f"category: {sample.category}\nsummary: {sample.summary}\nstock: 12\nweight: 180 g\n---\n"
        f"{sample.body}\n"
    )


def article_file(sample: Sample) -> str:
    """The sample as an article of Pelican."""
    return (
        f"Title: {sample.title}\nDate: 2026-01-01\nCategory: {sample.category}\n"
        f"Summary: {sample.summary}\nSku: BENCH-{sample.number}\nPrice: {sample.price}\n\n"
        f"{sample.body}\n"
    )


def write(folder: Path, count: int) -> None:
    """Both sites, ready to build."""
    for name, settings in (("shop", SHOP), ("plain", PLAIN)):
        (folder / name / "content" / "products").mkdir(parents=True, exist_ok=True)
        (folder / name / "pelicanconf.py").write_text(settings, "utf-8")
    for sample in samples(count):
        for name, text in (("shop", product_file(sample)), ("plain", article_file(sample))):
            file = folder / name / "content" / "products" / f"{sample.number}.md"
            file.write_text(text, "utf-8")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="tools.catalogue")
    parser.add_argument("folder", type=Path)
    parser.add_argument("products", type=int, nargs="?", default=1000)
    given = parser.parse_args()
    write(given.folder, given.products)


if __name__ == "__main__":
    main()
