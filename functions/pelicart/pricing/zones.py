"""Reads the shipping zones of the settings; what they mean stands in `pricing.shipping`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pelicart.catalogue import Prices
from pelicart.pricing.region import note_repeated, read_regions
from pelicart.pricing.shipping import Band, Rate, Zone, everywhere_free
from pelicart.pricing.weight import read_grams
from pelicart.reading import Reader, read_prices

_LISTS = ("price", "by_weight", "by_value")


def read_zones(reader: Reader, currencies: Sequence[str]) -> tuple[Zone, ...]:
    """The zones listed under `SHOP["shipping"]`; without any, all is delivered everywhere, free."""
    zones = tuple(_zone(one, currencies) for one in reader.tables("shipping"))
    note_repeated(reader, (zone.to for zone in zones), "shipping")
    return zones or (everywhere_free(currencies),)


def code_of(name: str) -> str:
    """A rate's stable code in forms: its name in small letters, digits and dashes."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return re.sub(r"[\W_]+", "-", plain).strip("-")


def _zone(reader: Reader, currencies: Sequence[str]) -> Zone:
    name, to = reader.text("name", required=True), read_regions(reader)
    rates = tuple(_rate(one, currencies) for one in reader.tables("rates"))
    if not reader.data.get("rates"):
        reader.problem(("rates",), "rates is missing.", "List at least one way of delivery.")
    codes = [rate.code for rate in rates]
    for index, code in enumerate(codes):
        if code and code in codes[:index]:
            what = f"An earlier rate of this zone has the code {code!r} too."
            reader.problem(("rates", index, "name"), what, "Give them different names.")
    reader.done()
    return Zone(name, to, rates)


def _rate(reader: Reader, currencies: Sequence[str]) -> Rate:
    name, pickup = reader.text("name", required=True), reader.flag("pickup")
    if name and not code_of(name):
        reader.problem(("name",), f"{name!r} has no letter or digit.", "Give it one.")
    written = [key for key in _LISTS if reader.data.get(key) not in (None, {})]
    if len(written) > 1 or not (written or pickup):
        what = f"It has {' and '.join(written)}." if written else "It has no price."
        reader.problem((), what, f"Write one of {', '.join(_LISTS)}.")
    flat = reader.prices("price", currencies)
    rate = Rate(
        code=code_of(name),
        name=name,
        flat=flat if written else dict.fromkeys(currencies, 0),
        by_weight=_by_weight(reader.table("by_weight"), currencies),
        by_value=_by_value(reader.table("by_value"), currencies),
        free_from=reader.prices("free_from", currencies),
        pickup=pickup,
        heaviest=_heaviest(reader),
    )
    reader.done()
    return rate


def _heaviest(reader: Reader) -> int | None:
    value = reader.raw("heaviest")
    return None if value is None else read_grams(value, reader.noting("heaviest"))


def _by_weight(reader: Reader, currencies: Sequence[str]) -> tuple[tuple[int, Prices], ...]:
    bands: dict[int, Prices] = {}
    for key in map(str, reader.data):
        most = read_grams(key, reader.noting(key))
        if most in bands:
            reader.problem((key,), f"{key} is listed twice.", "Leave out one of them.")
        elif most is not None:
            bands[most] = reader.prices(key, currencies)
    return tuple(sorted(bands.items()))


def _by_value(reader: Reader, currencies: Sequence[str]) -> dict[str, tuple[Band, ...]]:
    known = read_prices(dict.fromkeys(reader.data, "0"), currencies, reader.noting())
    return {currency: _values(reader.table(currency), currency) for currency in known}


def _values(reader: Reader, currency: str) -> tuple[Band, ...]:
    bands: dict[int, int] = {}
    for key in map(str, reader.data):
        least = read_prices({currency: key}, (currency,), reader.noting(key)).get(currency)
        price = reader.prices(key, (currency,)).get(currency)
        if least in bands:
            reader.problem((key,), f"{key} is listed twice.", "Leave out one of them.")
        elif least is not None and price is not None:
            bands[least] = price
    return tuple(sorted(bands.items()))
