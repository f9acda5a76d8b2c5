"""The functions as data: what each answers, needs and may take. Read by the local runner and AWS.

Handlers are named by string, so that nothing here loads a payment SDK.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY = ("PELICART_TABLE", "PELICART_ORIGIN", "STRIPE_ORIGINS")
"""The table, the shop's address, and the hosts of the CSP that every answer carries."""

SIGNING = ("PELICART_KEYS", "PELICART_BASKET_KEY")
STRIPE = ("STRIPE_API_BASE",)
STRIPE_SECRETS = ("STRIPE_SECRET_KEY",)


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

    `settings` and `secrets` name the environment it is given, and no other.
    """

    name: str
    routes: tuple[Route, ...]
    settings: tuple[str, ...]
    secrets: tuple[str, ...]
    timeout: int
    every: int = 0

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
        secrets=SIGNING,
        timeout=10,
    ),
    Function(
        name="checkout",
        routes=(Route("/shop/checkout", _PAGE), Route("/shop/checkout/{method}", _PAGE)),
        settings=(*EVERY, *STRIPE),
        secrets=(*SIGNING, *STRIPE_SECRETS),
        timeout=28,  # two tries at the provider of 2 s to connect and 8 s to read, and the table
    ),
    Function(
        name="payment_return",
        routes=(Route("/shop/return/{provider}", _PAGE),),
        settings=(*EVERY, *STRIPE),
        secrets=(*SIGNING, *STRIPE_SECRETS),
        timeout=28,
    ),
    Function(
        name="payment_notice",
        routes=(Route("/shop/notice/{provider}", ("POST",)),),
        settings=(*EVERY, *STRIPE),
        secrets=(*STRIPE_SECRETS, "STRIPE_WEBHOOK_SECRET"),
        timeout=28,
    ),
    Function(
        name="order",
        routes=(Route("/shop/order/{token}", _PAGE),),
        settings=EVERY,
        secrets=SIGNING,
        timeout=10,
    ),
    Function(
        name="reconcile",
        routes=(),
        settings=(*EVERY, *STRIPE),
        secrets=STRIPE_SECRETS,
        timeout=240,
        every=300,
    ),
)
