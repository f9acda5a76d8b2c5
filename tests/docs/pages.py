"""The documentation as tests read it: pages, their code, their sections, their links."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of this language."""
    return [body for kind, body in _FENCED.findall(text) if kind == language]


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    return _FENCED.sub("", text)


def spans(text: str) -> set[str]:
    """What stands between backticks in running text and tables."""
    return set(_INLINE.findall(prose(text)))


def words(text: str) -> set[str]:
    """The names within those."""
    return {word for span in spans(text) for word in re.findall(r"[A-Za-z_]\w*", span)}


def section(text: str, title: str) -> str:
    """From a heading to the next of the same or a higher level."""
    match = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert match, f"no section {title!r}"
    rest = text[match.end() :]
    following = re.search(rf"^#{{1,{len(match[1])}}} ", prose_kept(rest), re.MULTILINE)
    return rest[: following.start()] if following else rest


def prose_kept(text: str) -> str:
    """The same text with fenced blocks blanked, so that places stay."""
    return _FENCED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def rows(text: str, head: str) -> list[list[str]]:
    """The rows of the table whose head begins with this cell."""
    found = re.search(
        rf"^\| *{re.escape(head)} *\|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", text, re.MULTILINE
    )
    assert found, f"no table headed {head!r}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]


def anchors(text: str) -> set[str]:
    """The places of a page that a link can name, as GitHub makes them of headings."""
    heads = re.findall(r"^#+ (.+)$", prose_kept(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
