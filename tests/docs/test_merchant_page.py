"""docs/merchant.md against the states of an order and the words of the command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.docs.pages import ROOT, blocks, page, rows, section

from pelicart.downloads import AGAIN
from pelicart.order import MOVES, STATES
from pelicart_command.arguments import read_arguments
from pelicart_command.words import WHY

PAGE = page("merchant")


MODULES = (
    *("asking", "deciding", "handoff", "marking", "owing", "receive", "refunding", "restocking"),
    *("settle", "shipping", "waiting"),
)
"""Those below orders/ that write a history."""


def names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_every_state_is_explained():
    assert [row[0].strip("`") for row in rows(PAGE, "state")] == list(STATES)


def test_every_move_stands_and_no_other():
    told = {names(start)[0]: frozenset(names(ends)) for start, ends in rows(PAGE, "from")}
    assert told == MOVES


def code(*modules: str) -> Iterator[ast.AST]:
    """The syntax of modules below orders/."""
    for module in modules:
        source = (ROOT / f"functions/pelicart/orders/{module}.py").read_text("utf-8")
        yield from ast.walk(ast.parse(source))


def reasons() -> set[str]:
    """Why an order is set aside: what those who do it name as the reason."""
    found: set[ast.expr] = set()
    for node in code("receive", "asking", "owing"):
        match node:
            case ast.Assign(targets=[ast.Name(id="why")], value=value):
                found.add(value)
            case ast.Call(func=ast.Name(id="set_aside"), args=[*_, reason]):
                found.add(reason)
            case ast.Call(args=[_, _, ast.Constant(value="review"), *_, reason]):
                found.add(reason)
    parts = (part for one in found for part in ast.walk(one))
    return {str(part.value) for part in parts if isinstance(part, ast.Constant)}


def test_every_reason_for_a_review_stands_in_the_words_of_the_history():
    told = {row[0] for row in rows(section(PAGE, "An order in review"), "history says")}
    assert len(told) > 2
    assert told == {WHY[reason] for reason in reasons()}


def test_every_reason_in_a_history_has_its_words():
    given: set[str] = {AGAIN, *(f"dispute-{end}" for end in ("open", "won", "lost"))}
    for node in code(*MODULES):
        match node:
            case ast.Assign(targets=[ast.Name(id="GIVEN_UP")], value=ast.Constant(value=str(why))):
                given.add(why)
            case ast.keyword(arg="why", value=ast.Constant(value=str(why))):
                given.add(why)
            case ast.Call(func=ast.Name(id="release"), args=[*_, reason]):
                given |= {
                    part.value
                    for part in ast.walk(reason)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    assert {"late", "declined", "refund-asked", "refused", "by-hand", "given-up"} <= given
    assert given <= WHY.keys()


def test_every_reason_in_a_history_is_explained():
    places = ("An order in review", "What the history says")
    told = [row[0] for place in places for row in rows(section(PAGE, place), "history says")]
    assert sorted(told) == sorted(set(WHY.values()))


def test_every_command_can_be_typed_as_it_stands():
    lines = [line.strip() for block in blocks(PAGE, "sh") for line in block.splitlines()]
    ours = [line for line in lines if line.startswith("pelicart ")]
    assert len(ours) > 5
    for line in ours:
        words = re.findall(r'"([^"]*)"|(\S+)', line)
        read_arguments([quoted or bare for quoted, bare in words][1:])
