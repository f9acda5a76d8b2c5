"""`python -m pelicart_infra.bundle`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pelicart_infra.bundle.build import Bundle, build
from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.plan import read_plan

MOST = 8_000_000
"""Bytes that a zip may have: AWS fetches it at each cold start."""


def main(arguments: Sequence[str]) -> int:
    """Builds, and prints a table; 1 if something is missing or too large."""
    plan = read_plan(arguments)
    print(f"bundles for {plan.target.runtime} on {plan.target.architecture}", flush=True)
    try:
        bundles = build(plan, lambda line: print(line, flush=True))
    except NoBundle as missing:
        print(f"pelicart: {missing}", file=sys.stderr)
        return 1
    print(f"\n{'function':16}{'zipped':>12}{'unzipped':>12}{'modules':>9}  packages")
    for one in bundles:
        print(_row(one))
    large = [one.function for one in bundles if one.size > MOST]
    if large:
        print(f"pelicart: over {MOST:,} bytes: {', '.join(large)}", file=sys.stderr)
    return int(bool(large))


def _row(one: Bundle) -> str:
    sizes = f"{one.size:>12,}{one.unzipped:>12,}{one.modules:>9}"
    return f"{one.function:16}{sizes}  {', '.join(one.packages)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
