"""A stand-in for Mollie on this machine: its payments API, its payment page and its webhooks.

It shares no code with the payment module and keeps a ledger of its own, so that a test can hold
one against the other.
"""

from pelicart_infra.local.mollie.server import serve_mollie

__all__ = ["serve_mollie"]
