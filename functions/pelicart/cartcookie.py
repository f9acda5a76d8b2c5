"""The shop's one cookie: the cart, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from pelicart.cart import Cart, decode, encode
from pelicart.errors import BadRequest
from pelicart.request import Request
from pelicart.settings import Shop
from pelicart.wiring import Wiring

LIFE = 30 * 86400


def read_cart(request: Request, wired: Wiring) -> Cart | None:
    """The cart that came with a request; an unreadable one is no cart, not an error."""
    cart = _decoded(request, wired)
    return _of_today(cart, wired.published(cart.language).shop) if cart else None


def _of_today(cart: Cart, shop: Shop) -> Cart:
    """The cart in a language, a currency and quantities that the shop still has."""
    lines = tuple(replace(line, quantity=min(line.quantity, shop.quantity)) for line in cart.lines)
    language = cart.language if cart.language in shop.languages else shop.languages[0]
    cart = replace(cart, language=language, lines=lines)
    if cart.currency in shop.currencies:
        return cart
    lines = tuple(replace(line, seen=None) for line in lines)
    return replace(cart, currency=shop.currency, lines=lines)


def set_cart(cart: Cart, wired: Wiring) -> str:
    """A Set-Cookie value that keeps the cart; an emptied cart is deleted."""
    life = LIFE if cart.lines else 0
    return (
        f"{_name(wired)}={encode(cart) if life else ''}; Max-Age={life}; Path=/shop; HttpOnly; "
        f"SameSite=Lax{'; Secure' if _secure(wired) else ''}"
    )


def language_of(request: Request | None, wired: Wiring) -> str:
    """The language of the cart in a request, as far as it can be read; else empty."""
    cart = _decoded(request, wired) if request else None
    return cart.language if cart else ""


def _decoded(request: Request, wired: Wiring) -> Cart | None:
    try:
        return decode(request.cookies.get(_name(wired), ""))
    except BadRequest:
        return None


def _secure(wired: Wiring) -> bool:
    return wired.origin.startswith("https:")


def _name(wired: Wiring) -> str:
    return "__Secure-cart" if _secure(wired) else "cart"
