"""`python -m pelicart_infra.local`: the demo."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from pelicart_infra.local.children import ChildFailed
from pelicart_infra.local.demo import Demo
from pelicart_infra.local.note import running
from pelicart_infra.local.parts import OUTPUT, PUBLICATION
from pelicart_infra.local.plan import Plan, read_plan
from pelicart_infra.local.serving import PortTaken, listen


def main() -> int:
    """Exit code: 0 when it was stopped, 1 when it could not start or a part of it fell."""
    plan, folder = read_plan(sys.argv[1:]), Path.cwd()
    # A shell that starts it in the background leaves SIGINT ignored.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    problem = _problem(plan, folder)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    try:
        with listen(plan.port) as listener:
            Demo(plan, listener, folder).run()
    except PortTaken:
        print(_taken(plan.port), file=sys.stderr)
        return 1
    except ChildFailed as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped: everything has ended.")
    return 0


def _problem(plan: Plan, folder: Path) -> str:
    """Why the demo can't run here, and what to do about it; empty if it can."""
    if plan.build and not (folder / plan.settings).is_file():
        return f"There is no {plan.settings} in {folder}: run this in the shop's folder."
    if not plan.build and not all((folder / name).is_dir() for name in (OUTPUT, PUBLICATION)):
        return "Nothing was built here yet: leave out --no-build."
    already = running(folder / ".pelicart")
    if already:
        return f"A demo of this folder is open at {already}/ already: end it with Ctrl-C first."
    return ""


def _taken(port: int) -> str:
    return (
        f"Port {port} is taken by another program. Choose another one:  "
        f"make demo PORT={port + 1 if port < 65535 else port - 1}"
    )


if __name__ == "__main__":
    sys.exit(main())
