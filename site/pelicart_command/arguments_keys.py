"""The command line of `pelicart keys`, as data for argparse."""

from __future__ import annotations

import argparse


def keys(parser: argparse.ArgumentParser) -> None:
    """All that is done with secrets; each works before the stage is deployed, too."""
    parser.set_defaults(enters=False)
    verbs = parser.add_subparsers(title="keys", metavar="VERB", required=True)
    create = verbs.add_parser("create", help="make the shop's own secrets that aren't there yet")
    listed = verbs.add_parser("list", help="which there are, how old and by whom; no values")
    written = verbs.add_parser("set", help="write a secret that somebody else made")
    rotated = verbs.add_parser("rotate", help="another one in its place, in safe steps")
    for verb, one in zip(
        ("create", "list", "set", "rotate"), (create, listed, written, rotated), strict=True
    ):
        one.set_defaults(module=f"keys_{verb}")
        one.add_argument(
            "--file", metavar="FILE", help="of the stage (default infra/stages/STAGE.toml)"
        )
    listed.add_argument("name", nargs="?", help="every version of this one", metavar="NAME")
    for one in (written, rotated):
        one.add_argument("name", help="of its variable, such as STRIPE_SECRET_KEY", metavar="NAME")
    written.add_argument(
        "--overwrite", action="store_true", help="though what shoppers hold stops working"
    )
    rotated.add_argument(
        "--leaked", action="store_true", help="at once, though what shoppers hold stops working"
    )
    rotated.add_argument("--finish", action="store_true", help="drop the old one of two")
