"""The merchant's command: `pelicart check`, `publish`, `orders` and the rest.

Each command is a module with `run(given) -> int`, imported when it is asked for. One with `enters`
False works on a stage before that is deployed, and finds its way itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from pelicart.errors import PelicartError, TableDown
from pelicart_command.arguments import read_arguments
from pelicart_command.stopped import Stopped


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Exit code 0, or 1 with one line on standard error, or 2 for its usage."""
    given = read_arguments(sys.argv[1:] if argv is None else argv)
    try:
        if given.demo:
            import_module("pelicart_command.demo_note").enter_demo()
        elif given.stage and getattr(given, "enters", True):
            import_module("pelicart_command.stage").enter_stage(given.stage)
        code: int = import_module(f"pelicart_command.{given.module}").run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read along, such as head, has gone: nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except TableDown as why:
        print(f"pelicart: the table does not answer ({why}); try again", file=sys.stderr)
        return 1
    except (Stopped, PelicartError) as why:
        print(f"pelicart: {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code
