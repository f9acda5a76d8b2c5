"""A stand-in for PayPal on this machine: its tokens, its Orders v2, its page and its webhooks.

Written from developer.paypal.com (Orders v2, Payments v2, Webhooks Management v1). It shares no
code with the payment module and keeps a ledger of its own.
"""

from pelicart_infra.local.paypal.server import serve_paypal

__all__ = ["serve_paypal"]
