"""Problems with their place, and the end of a build that has some."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Template, TemplateSyntaxError


@dataclass(frozen=True, slots=True, order=True)
class Located:
    """What is wrong in a file (as the merchant would name it) at a line, and what to do."""

    file: str
    line: int
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.remedy}".rstrip()


class BuildStopped(Exception):
    """Ends Pelican with exit code 1; the problems have been printed, so no traceback follows."""

    exitcode = 1
    is_pelicart_stop = True

    def __init__(self, problems: Iterable[Located]) -> None:
        self.problems = sorted(set(problems))
        count = len(self.problems)
        super().__init__(f"{count} problem{'s' if count > 1 else ''}; the shop was not built.")


def stop(problems: Iterable[Located]) -> None:
    """Prints each problem on a line of standard error and raises, if there is any."""
    stopped = BuildStopped(problems)
    if stopped.problems:
        sys.stderr.write("".join(f"{problem}\n" for problem in stopped.problems))
        raise stopped


def template_place(wrong: BaseException, entry: str) -> tuple[str, int]:
    """The template and line that an error of Jinja came from, innermost; at least `entry`."""
    if isinstance(wrong, TemplateSyntaxError):
        return wrong.name or entry, wrong.lineno
    place = (entry, 1)
    for frame, line in traceback.walk_tb(wrong.__traceback__):
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            place = (template.name or entry, template.get_corresponding_lineno(line))
    return place
