"""docs/commands.md against the parsers and the Makefile."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest
from tests.docs.pages import ROOT, page, section, spans
from tools.bench import SECTIONS

from pelican.plugins.pelicart.checking import check
from pelicart_command.arguments import read_arguments
from pelicart_infra.local.plan import read_plan

PAGE = page("commands")
LOCAL = "python -m pelicart_infra.local"


class Caught(Exception):
    """A parser, on its way out before it has parsed."""


def parser_of(read) -> argparse.ArgumentParser:
    """The parser that a command line is read with."""

    def caught(parser, _):
        raise Caught(parser)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(argparse.ArgumentParser, "parse_args", caught)
        with pytest.raises(Caught) as stopped:
            read([])
    (parser,) = stopped.value.args
    return parser


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be run, by its whole name."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield parser.prog, parser
    for group in groups:
        for below in group.choices.values():
            yield from commands(below)


def names(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Options and arguments as they are typed."""
    for one in parser._actions:
        if isinstance(one, argparse._SubParsersAction | argparse._HelpAction):
            continue
        yield from one.option_strings or [str(one.metavar or one.dest)]


PARSER = parser_of(read_arguments)
COMMANDS = dict(commands(PARSER))


def test_the_commands_are_those_one_knows():
    assert {"pelicart check", "pelicart orders paid", "pelicart reconcile"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_section_with_all_its_options(command):
    told = section(PAGE, command)
    assert set(names(COMMANDS[command])) <= spans(told)


def test_every_section_of_a_command_is_of_one_there_is():
    assert set(re.findall(r"^### (pelicart .+)$", PAGE, re.MULTILINE)) == set(COMMANDS)


def test_the_options_before_a_command_are_told():
    assert set(names(PARSER)) <= spans(PAGE)


def test_every_option_of_the_local_shop_is_told():
    told = section(PAGE, "pelicart demo").partition(LOCAL)[2]
    assert set(names(parser_of(read_plan))) <= spans(told)


def test_every_target_of_make_is_told_and_no_other():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    told = {name for span in spans(PAGE) for name in re.findall(r"^make ([a-z-]+)", span)}
    assert "demo" in targets
    assert told == targets


def test_every_benchmark_is_told():
    assert set(SECTIONS) <= {word for span in spans(PAGE) for word in span.split()}


def test_a_check_of_the_demo_shop_says_what_the_page_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    told = section(PAGE, "pelicart check")
    assert f"$ pelicart check\n{check('pelicanconf.py').summary}\n" in told
