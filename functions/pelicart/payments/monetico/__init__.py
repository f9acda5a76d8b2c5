"""Monetico Paiement of Crédit Mutuel and CIC: a sealed form leads to the bank's payment page."""

from pelicart.payments.monetico.module import Monetico

__all__ = ["Monetico"]
