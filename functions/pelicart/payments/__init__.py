"""Payment modules by name; one is imported only when a method that uses it is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from pelicart.errors import Misconfigured

if TYPE_CHECKING:
    from pelicart.payments.base import PaymentModule

MODULES = {
    "manual": "pelicart.payments.manual:Manual",
    "mollie": "pelicart.payments.mollie:Mollie",
    "monetico": "pelicart.payments.monetico:Monetico",
    "paypal": "pelicart.payments.paypal:PayPal",
    "sealed": "pelicart.payments.sealed:Sealed",
    "stripe": "pelicart.payments.stripe:Stripe",
}

ORIGINS = {
    "mollie": "https://www.mollie.com https://pay.mollie.com",
    "monetico": "https://p.monetico-services.com",
    "paypal": "https://www.paypal.com https://www.sandbox.paypal.com",
    "stripe": "https://checkout.stripe.com",
}
"""The origins that a module's hand-off passes through, parted by spaces; known without the module,
for the pages whose forms lead there."""


def built(path: str, environment: Mapping[str, str]) -> PaymentModule:
    """The payment module at `package.module:Class` with its secrets, or `Misconfigured`."""
    package, _, name = path.partition(":")
    try:
        module = cast("type[PaymentModule]", getattr(import_module(package), name))
        made = module.from_environment
    except (ImportError, AttributeError, ValueError) as missing:
        raise Misconfigured(f"no payment module {path}") from missing
    return made(environment)
