"""The functions as data: what each answers, needs and may take. Read by the local runner and AWS.

Handlers are named by string, so that nothing here loads a payment SDK.
"""

from __future__ import annotations

from dataclasses import dataclass

from pelicart_infra.providers import PROVIDERS

EVERY = ("PELICART_TABLE", "PELICART_ORIGIN", *(provider.origins for provider in PROVIDERS))
"""The table, the shop's address, and the hosts of the CSP that every page carries."""

ADMITTING = ("PELICART_ORIGIN_SECRET",)
"""What the CDN adds to each request: whatever has a route refuses those without it."""

CARDS = ("PELICART_CARDS_TABLE",)
"""The second table, with sealed cards. `checkout` puts and deletes there, `reconcile` deletes;
nobody reads but the merchant's command, which has the merchant's own account."""

FILES = ("PELICART_FILES",)
"""The bucket of bought files: `order` signs addresses in it, and needs the right to read there."""

MAIL, MAIL_SECRETS = ("PELICART_MAIL",), ("PELICART_MAIL_PASSWORD",)
"""How mails are sent. Letters hold links to their order: whoever sends them signs, too."""

SIGNING = ("PELICART_KEYS", "PELICART_BASKET_KEY")
ASKING = tuple(name for provider in PROVIDERS for name in provider.settings)
ASKING_SECRETS = tuple(name for provider in PROVIDERS for name in provider.secrets)
NOTICE_SECRETS = tuple(name for provider in PROVIDERS for name in provider.of_notices)
"""What every provider needs; a deployment fills in those of the methods that its shop offers."""


ANYTHING = "$default"
"""The HTTP API's name for what no other route takes: the shop's own page says it isn't there."""


@dataclass(frozen=True, slots=True)
class Route:
    """A path in the HTTP API's notation: `{name}` stands for one segment that isn't empty.

    `methods` are those the function answers. The gateway passes on any, so that a wrong one gets
    the shop's own page with 405 and not the gateway's 404.
    """

    path: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `timeout` in seconds; `every` is the seconds between scheduled runs, or 0.

    `stream` is what the keys begin with whose changes in the table run it, or empty.
    `settings` and `secrets` name the environment it is given, and no other.
    """

    name: str
    routes: tuple[Route, ...]
    settings: tuple[str, ...]
    secrets: tuple[str, ...]
    timeout: int
    every: int = 0
    stream: str = ""

    @property
    def handler(self) -> str:
        """Where its code is, as `module:name`."""
        return f"pelicart.endpoints.{self.name}:handler"


_PAGE = ("GET", "POST")

FUNCTIONS = (
    Function(
        name="cart",
        routes=(Route("/shop/cart", _PAGE), Route(ANYTHING, _PAGE)),
        settings=EVERY,
        secrets=(*ADMITTING, *SIGNING),
        timeout=10,
    ),
    Function(
        name="checkout",
        routes=(Route("/shop/checkout", _PAGE), Route("/shop/checkout/{method}", _PAGE)),
        settings=(*EVERY, *ASKING, *CARDS),
        secrets=(*ADMITTING, *SIGNING, *ASKING_SECRETS),
        timeout=28,  # two tries at the provider of 2 s to connect and 8 s to read, and the table
    ),
    Function(
        name="payment_return",
        routes=(Route("/shop/return/{provider}", _PAGE),),
        settings=(*EVERY, *ASKING),
        secrets=(*ADMITTING, *SIGNING, *ASKING_SECRETS),
        timeout=28,
    ),
    Function(
        name="payment_notice",
        routes=(Route("/shop/notice/{provider}", ("POST",)),),
        settings=(*EVERY, *ASKING),
        secrets=(*ADMITTING, *ASKING_SECRETS, *NOTICE_SECRETS),
        timeout=28,
    ),
    Function(
        name="order",
        routes=(Route("/shop/order/{token}", _PAGE),),
        settings=(*EVERY, *FILES),
        secrets=(*ADMITTING, *SIGNING),
        timeout=10,
    ),
    Function(
        name="tell",
        routes=(),
        settings=("PELICART_TABLE", "PELICART_ORIGIN", *MAIL),
        secrets=("PELICART_KEYS", *MAIL_SECRETS),
        timeout=120,
        stream="ORDER#",
    ),
    Function(
        name="reconcile",
        routes=(),
        settings=(*EVERY, *ASKING, *CARDS, *MAIL),
        secrets=("PELICART_KEYS", *ASKING_SECRETS, *MAIL_SECRETS),
        timeout=240,
        every=300,
    ),
)
