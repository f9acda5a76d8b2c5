"""PayPal Checkout by Orders v2; https://developer.paypal.com/docs/api/orders/v2/."""

from pelicart.payments.paypal.module import PayPal

__all__ = ["PayPal"]
