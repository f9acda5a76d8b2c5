"""Mollie: the shopper chooses and pays on a page of Mollie's; https://docs.mollie.com/reference/payments-api."""

from pelicart.payments.mollie.module import Mollie

__all__ = ["Mollie"]
