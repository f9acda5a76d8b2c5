"""The ways to pay that a shop offers, and what the merchant must say about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pelicart.reading import Reader

MODULES = ("manual", "mollie", "monetico", "paypal", "sealed", "stripe")
"""Payment modules that come with the shop."""

MANUAL = ("cash", "cheque", "fax", "transfer")
"""Methods that the merchant settles by hand, unless their `module` says otherwise."""

SEALED = "sealed"
"""The module whose orders come with a sealed card."""

BY_HAND = frozenset({"manual", SEALED})
"""Modules without a provider to ask: the merchant's word settles their orders."""

USUAL = {"mollie": "mollie", "monetico": "monetico", "paypal": "paypal", "ssl": "sealed"}
"""Modules of methods by their name, unless their `module` says otherwise; the rest is Stripe's."""

OPTIONS = ("label", "text", "payee", "address", "fax", "holder", "iban", "bic", "bank")
"""What can be said about a method; the live templates show it."""

NOTHING_TO_PAY = "free"
"""Stands for the method of an order that has nothing to pay, so no method may be named so."""

NEEDED = {"fax": "fax", "transfer": "iban"}
"""What the printed order form can't do without."""

_PATH = re.compile(r"(?:[a-z_][a-z0-9_]*\.)*[a-z_][a-z0-9_]*:[A-Za-z_]\w*", re.ASCII)
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Method:
    """What the shopper picks; `options` are the merchant's public texts, such as an IBAN.

    `days` is how long an unpaid order of a method by hand waits. `path` is where a module is that
    the shop doesn't bring, as `package.module:Class`, and `origins` what its page passes through.
    """

    name: str
    module: str
    options: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    days: int = 0
    path: str = ""
    origins: tuple[str, ...] = ()


def read_methods(reader: Reader, address: Sequence[str]) -> tuple[Method, ...]:
    """The methods below `methods`, card by Stripe if none is named; `address` is the shop's."""
    methods = reader.table("methods")
    if not methods.data:
        return (Method("card", "stripe"),)
    return tuple(_method(str(name), methods.table(str(name)), address) for name in methods.data)


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
    days = reader.integer("days", 14 if module in BY_HAND else 0, most=90)
    options = {key: value for key in OPTIONS if (value := _option(reader, key))}
    origins = _origins(reader) if path else ()
    reader.done()
    if module == "manual":
        _check(name, reader, options, address)
    return Method(name, module, options, days, path, origins)


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


def _origins(reader: Reader) -> tuple[str, ...]:
    origins = reader.texts("origins")
    for index, origin in enumerate(origins):
        if not _ORIGIN.fullmatch(origin):
            reader.problem(
                ("origins", index), f"{origin!r} is no origin.", "Write https:// and the host."
            )
    return origins


def _option(reader: Reader, key: str) -> str | tuple[str, ...]:
    return reader.texts(key) if isinstance(reader.raw(key), list | tuple) else reader.text(key)


def _check(
    name: str, reader: Reader, options: Mapping[str, object], address: Sequence[str]
) -> None:
    needed = NEEDED.get(name)
    if needed and not options.get(needed):
        reader.problem((), f"{name} lacks its {needed}.", f'Add "{needed}": followed by a text.')
    if name == "cheque" and not options.get("address") and not address:
        reader.problem((), "cheque lacks an address.", 'Add "address", here or to the shop.')
    iban = options.get("iban")
    if isinstance(iban, str) and iban and not is_iban(iban):
        reader.problem(("iban",), f"{iban} is no IBAN.", "Copy it from a bank statement.")


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number fit (ISO 13616: 97 leaves 1)."""
    folded = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(folded):
        return False
    digits = "".join(str(int(character, 36)) for character in folded[4:] + folded[:4])
    return int(digits) % 97 == 1
