"""The ways to pay that a shop offers, and what the merchant must say about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pelicart.acceptance import read_acceptance
from pelicart.byhand import note_missing, read_options, read_reminders
from pelicart.cardkey import CardKey
from pelicart.offer import Offer, read_label, read_offer
from pelicart.order import BY_HAND, SEALED
from pelicart.reading import Reader

MODULES = ("manual", "mollie", "monetico", "paypal", "sealed", "stripe")
"""Payment modules that come with the shop."""

MANUAL = ("cash", "cheque", "fax", "transfer")
"""Methods that the merchant settles by hand, unless their `module` says otherwise."""

USUAL = {"mollie": "mollie", "monetico": "monetico", "paypal": "paypal", "ssl": "sealed"}
"""Modules of methods by their name, unless their `module` says otherwise; the rest is Stripe's."""

ADDRESSED = frozenset({"monetico"})
"""Modules whose provider asks for the shopper's address, be the cart files alone."""

NOTHING_TO_PAY = "free"
"""Stands for the method of an order that has nothing to pay, so no method may be named so."""

_PATH = re.compile(r"(?:[a-z_][a-z0-9_]*\.)*[a-z_][a-z0-9_]*:[A-Za-z_]\w*", re.ASCII)
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Method:
    """What the shopper picks; `options` are the merchant's public texts, such as an IBAN.

    `days` is how long an unpaid order of a method by hand waits. `path` is where a module is that
    the shop doesn't bring, as `package.module:Class`, and `origins` what its page passes through.
    `key` is what cards are sealed to. `remind` lists after how many days a shopper is reminded.
    `label` is the merchant's name for it by language, or in all languages under empty text.
    """

    name: str
    module: str
    options: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    days: int = 0
    path: str = ""
    origins: tuple[str, ...] = ()
    key: CardKey | None = None
    remind: tuple[int, ...] = ()
    offer: Offer = field(default_factory=Offer)
    label: Mapping[str, str] = field(default_factory=dict)

    @property
    def addressed(self) -> bool:
        """Whether its provider asks for the shopper's address."""
        return self.module in ADDRESSED


def read_methods(
    reader: Reader, address: Sequence[str], currencies: Sequence[str], languages: Sequence[str]
) -> tuple[Method, ...]:
    """The methods below `methods`, card by Stripe if none is named; the rest is the shop's."""
    table = reader.table("methods")
    if not table.data:
        return (Method("card", "stripe"),)
    methods = []
    for name in map(str, table.data):
        one = table.table(name)
        offer, label = read_offer(one, currencies), read_label(one, languages)
        methods.append(replace(_method(name, one, address), offer=offer, label=label))
    _note_clashes(table, methods)
    for currency in currencies:
        if not any(method.offer.speaks(currency) for method in methods):
            table.problem((), f"None of them takes {currency}.", "Let one of them take it.")
    return tuple(methods)


def _method(name: str, reader: Reader, address: Sequence[str]) -> Method:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
        reader.problem(
            (), f"{name!r} is no name of a method.", "Write small letters, such as card."
        )
    if name == NOTHING_TO_PAY:
        reader.problem(
            (), f"{name!r} stands for an order without anything to pay.", "Give it another name."
        )
    module, path = _module(name, reader)
    if module == SEALED:
        days, sealed_to = read_acceptance(reader)
    else:
        days = reader.integer("days", 14 if module in BY_HAND else 0, most=90)
        sealed_to = None
    remind = read_reminders(reader, days) if module == "manual" else ()
    options = read_options(reader)
    origins = _origins(reader) if path else ()
    reader.done()
    if module == "manual":
        note_missing(name, reader, options, address)
    return Method(name, module, options, days, path, origins, sealed_to, remind)


def _module(name: str, reader: Reader) -> tuple[str, str]:
    """A module's short name, and its path if it is none of ours: `acme_pay:Acme` is acme_pay."""
    usual = USUAL.get(name, "manual" if name in MANUAL else "stripe")
    if ":" not in reader.text("module"):
        return reader.choice("module", MODULES, usual), ""
    path = reader.text("module")
    short = path.partition(":")[0].rpartition(".")[2]
    if not _PATH.fullmatch(path) or short in MODULES:
        reader.problem(
            ("module",), f"{path!r} is no module of your own.", "Write package.module:Class."
        )
    return short, path


def _note_clashes(reader: Reader, methods: Sequence[Method]) -> None:
    """A module's short name stands in the address of its notices, so it can mean but one."""
    paths: dict[str, str] = {}
    for method in methods:
        other = paths.setdefault(method.module, method.path)
        if other != method.path:
            what = f"{method.path!r} and {other!r} would both be {method.module!r}."
            reader.problem((method.name, "module"), what, "Rename one of the two Python modules.")


def _origins(reader: Reader) -> tuple[str, ...]:
    origins = reader.texts("origins")
    for index, origin in enumerate(origins):
        if not _ORIGIN.fullmatch(origin):
            reader.problem(
                ("origins", index), f"{origin!r} is no origin.", "Write https:// and the host."
            )
    return origins
