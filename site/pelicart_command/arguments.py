"""The command line, as data for argparse."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pelicart_command.arguments_keys import keys
from pelicart_command.arguments_orders import orders
from pelicart_command.arguments_publishing import publishing
from pelicart_command.arguments_records import records


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line; `module` names the command's module. Wrong usage exits with code 2."""
    parser = argparse.ArgumentParser(prog="pelicart", description="Runs your shop.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--demo", action="store_true", help="the demo that runs in this folder")
    which.add_argument(
        "--stage", metavar="STAGE", help="the shop that was deployed under this name, on AWS"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _check(commands.add_parser("check", help="read every product and setting, build nothing"))
    _demo(commands.add_parser("demo", help="the whole shop on this machine"))
    publishing(commands)
    orders(commands.add_parser("orders", help="list, show, send and settle orders"))
    _cards(commands.add_parser("cards", help="cards that you charge by hand"))
    _refund(commands.add_parser("refund", help="give an order's money back, or part of it"))
    _stock(commands.add_parser("stock", help="what is for sale; put in, take off, count anew"))
    reconcile = commands.add_parser("reconcile", help="finish what was left open, now")
    reconcile.set_defaults(module="reconcile")
    keys(commands.add_parser("keys", help="the secrets of a deployed shop"))
    records(commands)
    _doctor(commands.add_parser("doctor", help="look for what is wrong, and say how to mend it"))
    return parser.parse_args(argv)


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="doctor")
    parser.add_argument(
        "about",
        nargs="?",
        default="shop",
        help="payments: keys, providers and notice addresses; or an order's number (default shop)",
        metavar="NUMBER",
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="check")
    parser.add_argument(
        "-s", "--settings", default="pelicanconf.py", help="Pelican's settings file"
    )
    parser.add_argument("content", nargs="?", help="Pelican's content folder, if not PATH")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="demo")
    parser.add_argument("--port", default="8000", help="the shop's (default 8000)")


def _stock(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="stock")
    parser.add_argument("sku", nargs="?", help="one counter, or what it counts", metavar="SKU")
    parser.add_argument(
        "change", nargs="?", help="+5 for five more, -2 for two fewer", metavar="CHANGE"
    )
    parser.add_argument("--count", type=int, metavar="N", help="what is on the shelf, all of it")
    parser.add_argument("--reason", metavar="TEXT", help="why, kept in the counter's log")
    parser.add_argument("--save", action="store_true", help="the levels, for the next build")
    parser.add_argument(
        "--publication", default="publication", help="(default publication)", metavar="FOLDER"
    )


def _refund(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="refund")
    parser.add_argument("order", help="its number or whole id", metavar="NUMBER")
    parser.add_argument("--amount", help="how much, such as 5.00 (default: all that is left)")
    parser.add_argument(
        "--after", metavar="AMOUNT", help="the same once more: what had been given back before"
    )
    parser.add_argument(
        "--by-hand", action="store_true", help="you gave it back yourself: only note it"
    )
    parser.add_argument("--reference", help="of the bank line or cheque that went back")
    parser.add_argument(
        "--restock", action="store_true", help="all of it, and its goods are on sale again"
    )


def _cards(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="cards", metavar="VERB", required=True)
    keygen = verbs.add_parser("keygen", help="make the key pair that cards are sealed to")
    keygen.set_defaults(module="cards_keygen")
    keygen.add_argument("--out", metavar="FILE", help="of the private key (default card-key-…)")
    keygen.add_argument("--name", help="what its id begins with (default: this month)")
    keygen.add_argument("--no-passphrase", action="store_true", help="leave its file unencrypted")
    listed = verbs.add_parser("list", help="orders whose card waits to be charged")
    listed.set_defaults(module="cards_list")
    opened = verbs.add_parser("open", help="decrypt one order's card, on this machine")
    opened.set_defaults(module="cards_open")
    opened.add_argument("--key", required=True, metavar="FILE", help="of the private key")
    done = verbs.add_parser("done", help="it was charged, or declined: its card is deleted")
    done.set_defaults(module="cards_done")
    done.add_argument("--reference", help="what the terminal printed; pays one order only")
    done.add_argument("--amount", help="what was charged (default: the order's total)")
    done.add_argument("--declined", action="store_true", help="give the order up instead")
    for verb in (opened, done):
        verb.add_argument("order", help="its number or whole id", metavar="NUMBER")
