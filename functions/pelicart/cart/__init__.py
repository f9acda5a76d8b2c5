"""The cart: what a shopper chose, in one cookie; and what today's catalogue makes of it."""

from pelicart.cart.contents import Cart, decode, encode
from pelicart.cart.line import CartLine

__all__ = ["Cart", "CartLine", "decode", "encode"]
