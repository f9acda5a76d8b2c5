"""Stripe Checkout: the shopper pays on a page of Stripe's; https://docs.stripe.com/payments/checkout."""

from pelicart.payments.stripe.module import Stripe

__all__ = ["Stripe"]
