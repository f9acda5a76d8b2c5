"""Reads a product file: YAML front matter, of which every value keeps its line, and a body.

Plain scalars are read by fewer rules than YAML's own: `true`, `false`, `null`, whole numbers, and
text. So `18.00`, `2026-11-02` and `NO` stay as they were written.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from pelican.plugins.pelicart.problems import Located
from pelicart.reading import Problem

MOST_VALUES = 5_000
DEEPEST = 20
"""Bounds against a front matter that its aliases blow up."""

_FENCED = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None,
    "true": True, "True": True, "false": False, "False": False,
}  # fmt: skip


class _Parser(CParser):
    """Nodes without tags: nothing here asks for one, and YAML's own rules are not applied."""

    def resolve(self, *_: object) -> None:
        pass

    def descend_resolver(self, *_: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class Source(NamedTuple):
    """One product file as read; `file` is its path as a merchant names it."""

    file: str
    data: dict[str, Any]
    body: str
    root: yaml.MappingNode | None

    def located(self, problem: Problem) -> Located:
        """The problem at the line of its value, or of the deepest part of its path there is."""
        node: yaml.Node | None = self.root
        line = 1
        for key in problem.path:
            node, line = _below(node, key, line)
        return Located(self.file, line, problem.what, problem.remedy)


def read_source(file: str, text: str, problems: list[Located]) -> Source | None:
    """The parts of a file; None if its form is broken, which is added to `problems`."""
    reading = _Reading(file, problems)
    fenced = _FENCED.match(text)
    if not fenced:
        remedy = "Start with a line --- and close the fields with another."
        reading.note(1, "The file has no front matter.", remedy)
        return None
    root = reading.compose(fenced[1])
    if root is None:
        return None
    try:
        return Source(file, reading.mapping(root, 1), fenced.string[fenced.end() :], root)
    except _TooMuchError as too_much:
        what = f"More than {MOST_VALUES} values, or deeper than {DEEPEST} levels."
        reading.note(too_much.line, what, "Write fewer; mind the aliases.")
        return None


class _TooMuchError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Reading:
    def __init__(self, file: str, problems: list[Located]) -> None:
        self._file, self._problems, self._count = file, problems, 0

    def note(self, line: int, what: str, remedy: str) -> None:
        self._problems.append(Located(self._file, line, what, remedy))

    def compose(self, text: str) -> yaml.MappingNode | None:
        try:
            root = _Parser(text).get_single_node()
        except yaml.MarkedYAMLError as wrong:
            mark = wrong.problem_mark or wrong.context_mark
            said = f"{wrong.context}, {wrong.problem}" if wrong.context else str(wrong.problem)
            line = mark.line if mark else 0
            self.note(line + 2, f"This is no YAML: {said}.", _remedy(text, line))
            return None
        except (yaml.YAMLError, RecursionError) as wrong:
            self.note(2, f"This is no YAML: {wrong}.", "Take out what can't be read.")
            return None
        if isinstance(root, yaml.MappingNode):
            return root
        self.note(2, "The front matter has no fields.", "Write lines such as title: A name.")
        return None

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str) or key == "<<":
                self.note(_line(key_node), "This key is no word.", "Write a word before the colon.")
            elif key in data:
                self.note(_line(key_node), f"{key} is written twice.", "Keep one of them.")
            else:
                data[key] = self._value(value_node, depth)
        return data

    def _value(self, node: yaml.Node, depth: int) -> Any:  # noqa: ANN401  what was written
        self._count += 1
        if self._count > MOST_VALUES or depth > DEEPEST:
            raise _TooMuchError(_line(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(one, depth + 1) for one in node.value]
        quoted = getattr(node, "style", None)
        if not quoted and node.value in _WORDS:
            return _WORDS[node.value]
        return int(node.value) if not quoted and _WHOLE.fullmatch(node.value) else node.value


def _remedy(text: str, line: int) -> str:
    if "".join(text.split("\n")[line : line + 1]).lstrip(" ").startswith("\t"):
        return "Indent with spaces, not tabs."
    return "Text with : or # goes in quotes."


def _line(node: yaml.Node) -> int:
    """Lines count from 1, and the first is the fence."""
    return int(node.start_mark.line) + 2


def _below(node: yaml.Node | None, key: str | int, line: int) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == str(key):
                return value_node, _line(key_node)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], _line(node.value[key])
    return None, line
