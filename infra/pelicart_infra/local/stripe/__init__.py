"""A stand-in for Stripe on this machine: its API, its payment page and its webhooks.

It answers the unmodified SDK as far as Checkout needs. It shares no code with the payment module
and keeps a ledger of its own, so that a test can hold one against the other.
"""

from pelicart_infra.local.stripe.server import serve_stripe

__all__ = ["serve_stripe"]
