"""The shop's one cookie: the cart, and nothing else."""

from __future__ import annotations

from pelicart.cart import Cart, decode, encode
from pelicart.errors import BadRequest
from pelicart.web import Request
from pelicart.wiring import Wiring

LIFE = 30 * 86400


def read_cart(request: Request, wired: Wiring) -> Cart | None:
    """The cart that came with a request; an unreadable one is no cart, not an error."""
    value = request.cookies.get(_name(wired), "")
    try:
        return decode(value) if value else None
    except BadRequest:
        return None


def set_cart(cart: Cart, wired: Wiring) -> str:
    """A Set-Cookie value that keeps the cart; an emptied cart is deleted."""
    life = LIFE if cart.lines else 0
    return (
        f"{_name(wired)}={encode(cart) if life else ''}; Max-Age={life}; Path=/shop; HttpOnly; "
        f"SameSite=Lax{'; Secure' if _secure(wired) else ''}"
    )


def language_of(request: Request | None) -> str:
    """The language of the cart in a request, as far as it can be read; else empty."""
    for name in ("__Secure-cart", "cart"):
        value = request.cookies.get(name, "") if request else ""
        if value:
            try:
                return decode(value).language
            except BadRequest:
                return ""
    return ""


def _secure(wired: Wiring) -> bool:
    return wired.origin.startswith("https:")


def _name(wired: Wiring) -> str:
    return "__Secure-cart" if _secure(wired) else "cart"
