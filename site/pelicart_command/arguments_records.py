"""The command lines about all orders at once, as data for argparse."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  it has no other


def records(commands: Commands) -> None:
    """Adds them."""
    audited = commands.add_parser("audit", help="hold the whole table against its invariants")
    audited.set_defaults(module="audit")
    audited.add_argument(
        "--providers", action="store_true", help="ask the providers about open orders, too"
    )
    exported = commands.add_parser("export", help="every order, as lines of JSON or as CSV")
    exported.set_defaults(module="export")
    exported.add_argument("--since", metavar="DAY", help="made on 2027-01-01 (UTC) or later")
    exported.add_argument("--until", metavar="DAY", help="made on 2027-12-31 (UTC) or before")
    exported.add_argument("--csv", action="store_true", help="a row for each, for a spreadsheet")
    exported.add_argument(
        "--contact", action="store_true", help="with e-mail, phone and engravings, too"
    )
    exported.add_argument("--out", metavar="FILE", help="(default: standard output)")
    costs = commands.add_parser("cost", help="what AWS took lately, and by the order")
    costs.set_defaults(module="cost")
    costs.add_argument(
        "--days", type=int, default=30, metavar="N", help="of the last N whole days (default 30)"
    )
    restored = commands.add_parser("restore", help="put a restored table's items back")
    restored.set_defaults(module="restore")
    restored.add_argument("table", help="the restored one's name", metavar="TABLE")
    restored.add_argument(
        "--overwrite", action="store_true", help="what is there as well, as it was then"
    )
