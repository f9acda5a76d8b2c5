"""Addresses of the functions' pages, below the shop's origin."""

from __future__ import annotations

CART = "/shop/cart"
CHECKOUT = "/shop/checkout"


def order_page(token: str) -> str:
    """The page of the order that this token opens."""
    return f"/shop/order/{token}"
