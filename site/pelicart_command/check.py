"""`pelicart check`: says what the build would complain of, and builds nothing."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from pelicart_command.stopped import Stopped


def run(given: Namespace) -> int:
    """Prints a line for each problem and returns 1, or a summary and 0."""
    try:
        from pelican.plugins.pelicart.checking import check  # noqa: PLC0415  an extra
        from pelican.plugins.pelicart.problems import BuildStopped  # noqa: PLC0415  as above
    except ModuleNotFoundError as missing:
        raise Stopped(f'{missing.name} is missing. Run: pip install "pelicart[site]".') from missing
    if not Path(given.settings).is_file():
        raise Stopped(f"There is no {given.settings}. Name Pelican's settings with -s.")
    try:
        checked = check(given.settings, given.content)
    except BuildStopped:
        return 1  # it has told why
    for problem in checked.problems:
        print(problem)
    for note in () if checked.problems else checked.notes:
        print(note)
    print(checked.summary)
    return 1 if checked.problems else 0
