"""The payment providers as data: what of the environment belongs to which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, by the name of its payment module; `title` is how it writes itself.

    `settings` and `secrets` go to every function that asks it, `of_notices` only to the one that
    verifies its notices. The variable of its page's origins goes to all.
    """

    name: str
    title: str
    settings: tuple[str, ...]
    secrets: tuple[str, ...]
    of_notices: tuple[str, ...] = ()

    @property
    def origins(self) -> str:
        """The variable that replaces the origins of its hosted page."""
        return f"{self.name.upper()}_ORIGINS"


PROVIDERS = (
    Provider(
        name="stripe",
        title="Stripe",
        settings=("STRIPE_API_BASE",),
        secrets=("STRIPE_SECRET_KEY",),
        of_notices=("STRIPE_WEBHOOK_SECRET",),
    ),
    Provider(
        name="monetico",
        title="Monetico",
        settings=(
            "MONETICO_TPE",
            "MONETICO_COMPANY",
            "MONETICO_MODE",
            "MONETICO_PAGE",
            "MONETICO_API",
        ),
        secrets=("MONETICO_KEY",),
    ),
    Provider(
        name="paypal",
        title="PayPal",
        settings=("PAYPAL_CLIENT_ID", "PAYPAL_MODE", "PAYPAL_API_BASE", "PAYPAL_WEBHOOK_ID"),
        secrets=("PAYPAL_SECRET",),
    ),
    Provider(
        name="mollie", title="Mollie", settings=("MOLLIE_API_BASE",), secrets=("MOLLIE_API_KEY",)
    ),
)
