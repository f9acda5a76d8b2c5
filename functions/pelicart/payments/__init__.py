"""Payment modules by name; one is imported only when a method that uses it is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from pelicart.errors import NotFound

if TYPE_CHECKING:
    from pelicart.payments.base import PaymentModule

MODULES = {
    "manual": "pelicart.payments.manual:Manual",
    "stripe": "pelicart.payments.stripe:Stripe",
}

ORIGINS = {"stripe": "https://checkout.stripe.com"}
"""The origins that a module's hand-off passes through, parted by spaces; known without the module,
for the pages whose forms lead there."""


def built(name: str, environment: Mapping[str, str]) -> PaymentModule:
    """The payment module of this name with its secrets, or `NotFound`."""
    if name not in MODULES:
        raise NotFound("no such payment module")
    path, _, attribute = MODULES[name].partition(":")
    module = cast("type[PaymentModule]", getattr(import_module(path), attribute))
    return module.from_environment(environment)
