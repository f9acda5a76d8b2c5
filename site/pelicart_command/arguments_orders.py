"""The command line of `pelicart orders`, as data for argparse."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, get_args

from pelicart.order import STATES
from pelicart.orders.deciding import Verdict

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  it has no other name


def orders(parser: argparse.ArgumentParser) -> None:
    """All that is done with orders."""
    verbs = parser.add_subparsers(title="orders", metavar="VERB", required=True)
    _list(verbs.add_parser("list", help="the newest orders"))
    _one(verbs, "show", "everything about one order")
    _money(verbs)
    _goods(verbs)
    downloaded = _one(verbs, "downloads", "an order's files, and how often each was had")
    downloaded.add_argument("--again", action="store_true", help="begin days and times anew")
    erased = _one(verbs, "erase", "its shopper's data leave an order")
    erased.add_argument(
        "--all", action="store_true", help="name and address on its invoice too, once they may go"
    )


def _one(verbs: Verbs, verb: str, told: str) -> argparse.ArgumentParser:
    """A command about one order; its module is `orders_<verb>`."""
    parser = verbs.add_parser(verb, help=told)
    parser.set_defaults(module=f"orders_{verb}")
    parser.add_argument("order", help="its number, id or bank reference", metavar="NUMBER")
    return parser


def _list(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="orders_list")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--state", choices=STATES, help="only these")
    which.add_argument(
        "--to-ship", action="store_true", help="only those that are paid and have goods to send"
    )
    which.add_argument(
        "--waiting", action="store_true", help="only those that wait for money by hand, until when"
    )
    which.add_argument(
        "--withdrawn", action="store_true", help="only those withdrawn from, the first to pay back"
    )
    which.add_argument("--reminded", action="store_true", help="of these, those reminded of")
    parser.add_argument("--limit", type=int, default=50, help="at most so many (default 50)")


def _money(verbs: Verbs) -> None:
    paid = _one(verbs, "paid", "an order's cheque or transfer has arrived")
    paid.add_argument("--amount", required=True, help="what arrived, such as 42.00")
    paid.add_argument(
        "--reference", required=True, help="of the bank line or cheque; pays one order only"
    )
    extended = _one(verbs, "extend", "let an order wait longer for its money")
    extended.add_argument("--days", type=int, default=7, help="so many more (default 7)")
    _one(verbs, "ask", "ask an order's provider now, and take over what it says")
    _one(verbs, "cancel", "give up an order that isn't paid")
    decided = _one(verbs, "decide", "lead an order out of review")
    decided.add_argument(
        "verdict", choices=get_args(Verdict), help="paid, refunded or cancelled", metavar="VERDICT"
    )
    decided.add_argument("--reference", help="of the bank line or cheque that says so")
    decided.add_argument("--note", help="why, kept in the history; no personal data")


def _goods(verbs: Verbs) -> None:
    shipped = _one(verbs, "ship", "an order has left you, and its shopper is told")
    shipped.add_argument("--tracking", metavar="CODE", help="what it is followed by")
    shipped.add_argument("--carrier", metavar="NAME", help="who brings it")
    _one(verbs, "restock", "goods of a refunded order are on sale again, all of them")
