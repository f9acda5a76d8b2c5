"""The shop's settings: one dict that a merchant writes, read into frozen dataclasses.

The same reader serves the build (from `SHOP` in pelicanconf.py) and the functions (from
`shop.json`), so both mean the same. No secret has a place here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pelicart.abuse.limits import Limits, read_limits
from pelicart.allowance import Allowance, read_allowance
from pelicart.errors import Misconfigured
from pelicart.invoicing import Invoicing, read_invoicing
from pelicart.levels import Showing, read_showing
from pelicart.mailing import Mailing, read_address, read_mailing
from pelicart.methods import Method, read_methods
from pelicart.money import EXPONENTS
from pelicart.pricing.shipping import Zone
from pelicart.pricing.tax import Taxes, note_missing_home, read_taxes
from pelicart.pricing.zones import read_zones
from pelicart.reading import Problem, Reader
from pelicart.withdrawal import Withdrawal, read_withdrawal

SITE_ONLY = ("listing", "per_page", "products", "publication", "urls")
"""Keys of the build alone; they are not published."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A whole shop. `currencies` and `languages` name the default first.

    `origin` is the absolute address without a trailing slash. `country` is where the merchant
    sells from. `quantity` is the most of one line, `hold` the minutes a payment page may take.
    `base` is the path of the static site's address, mostly empty.
    `downloads` is what is allowed of each bought file. `invoice` is None if the shop writes none.
    """

    name: str
    origin: str
    currencies: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    taxes: Taxes
    zones: tuple[Zone, ...]
    methods: tuple[Method, ...]
    quantity: int
    hold: int
    email: str
    phone: str
    address: tuple[str, ...]
    pages: Mapping[str, str]
    build: str
    base: str
    stock: Showing
    downloads: Allowance
    limits: Limits
    mail: Mailing
    withdrawal: Withdrawal
    invoice: Invoicing | None

    @property
    def currency(self) -> str:
        """The currency prices are in unless said otherwise."""
        return self.currencies[0]

    def method(self, name: str) -> Method | None:
        """The method of this name, if the shop offers it."""
        return next((method for method in self.methods if method.name == name), None)


def read_shop(data: Mapping[str, Any], problems: list[Problem]) -> Shop:
    """The shop of a settings dict; every problem found is added to `problems`."""
    reader = Reader(data, (), problems)
    currencies, languages = _currencies(reader), reader.texts("languages") or ("en",)
    quantity = reader.integer("quantity", 99, least=1, most=9999)
    email = read_address(reader, "email")
    shop = Shop(
        name=reader.text("name"),
        origin=reader.text("origin").rstrip("/"),
        currencies=currencies,
        languages=languages,
        country=reader.text("country"),
        taxes=read_taxes(reader.table("taxes")),
        zones=read_zones(reader, currencies),
        methods=read_methods(reader, reader.texts("address"), currencies, languages),
        quantity=quantity,
        hold=reader.integer("hold", 35, least=31, most=1440),
        email=email,
        phone=reader.text("phone"),
        address=reader.texts("address"),
        pages=_pages(reader.table("pages")),
        build=reader.text("build"),
        base=reader.text("base"),
        stock=read_showing(reader.table("stock")),
        downloads=read_allowance(reader.table("downloads")),
        limits=read_limits(reader.table("limits"), quantity),
        mail=read_mailing(reader.table("mail"), email),
        withdrawal=read_withdrawal(reader.table("withdrawal")),
        invoice=read_invoicing(
            reader.table("invoice"),
            reader.texts("address"),
            written=reader.raw("invoice") is not None,
        ),
    )
    note_missing_home(reader, shop.taxes, shop.country)
    _site_only(reader)
    reader.done()
    return shop


def shop_from(data: Mapping[str, Any]) -> Shop:
    """The shop of a published `shop.json`, or `Misconfigured`."""
    problems: list[Problem] = []
    shop = read_shop(data, problems)
    if problems:
        raise Misconfigured("; ".join(map(str, problems)))
    return shop


def _currencies(reader: Reader) -> tuple[str, ...]:
    currencies = reader.texts("currencies")
    for index, currency in enumerate(currencies):
        if currency not in EXPONENTS:
            reader.problem(
                ("currencies", index), f"Unknown currency {currency!r}.",
                "Write its ISO 4217 code, such as EUR.",
            )  # fmt: skip
    known = tuple(currency for currency in currencies if currency in EXPONENTS)
    if not currencies:
        reader.problem(("currencies",), "currencies is missing.", 'Write "currencies": ["EUR"].')
    return known or ("EUR",)


def _pages(reader: Reader) -> dict[str, str]:
    pages = {key: reader.text(key) for key in ("terms", "privacy", "returns", "delivery")}
    reader.done()
    return pages


def _site_only(reader: Reader) -> None:
    """The build reads these itself."""
    for key in SITE_ONLY:
        reader.raw(key)
