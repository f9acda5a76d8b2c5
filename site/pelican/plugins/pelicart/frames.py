"""Renders the theme once for each language, with holes that the functions fill."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from pelican.plugins.pelicart.problems import Located
from pelicart.publication import HOLES, Frame

TEMPLATE = "frame.html"
_ELSEWHERE = re.compile(
    r"""<script\b[^>]*\bsrc\s*=\s*["']?\s*((?:[a-z]+:)?//[^\s"'>]+)""", re.IGNORECASE
)


def make_frame(
    environment: Environment, variables: Mapping[str, Any], problems: list[Located]
) -> Frame:
    """The frame of these variables. What the theme wrote is literal from here on.

    The holes are found by marks that nobody can guess, so no text of the merchant can be taken
    for one.
    """
    secret = secrets.token_hex(16)
    marks = {hole: f"{secret}{hole}" for hole in HOLES}
    page = environment.get_template(TEMPLATE).render({**variables, "holes": marks})
    if marks["head"] not in page:
        page = page.replace("</head>", f"{marks['head']}</head>", 1)
    for hole, least, most in (("head", 1, 1), ("main", 1, 1), ("title", 0, 99)):
        if not least <= page.count(marks[hole]) <= most:
            block = "content" if hole == "main" else hole
            what = f"base.html shows its block {block} {page.count(marks[hole])} times, not once."
            remedy = f"Give it {{% block {block} %}} once, or write a frame.html of your own."
            problems.append(Located(TEMPLATE, 1, what, remedy))
    parts = re.split(f"{secret}({'|'.join(HOLES)})", page)
    return Frame(tuple(parts))


def note_strange_scripts(frame: Frame, problems: list[Located]) -> None:
    """Notes each script of another host: where a card is typed, whoever serves one could read it.

    The page's policy stops them too; a shop whose theme counts on one should hear of it here.
    """
    for address in _ELSEWHERE.findall("".join(frame.parts[::2])):
        what = f"It loads a script from elsewhere, {address}, where a card is typed."
        problems.append(Located(TEMPLATE, 1, what, "Leave it out, or take no cards yourself."))
