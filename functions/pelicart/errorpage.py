"""The page that an error ends in: what happened, in the shop's look, and where to go on."""

from __future__ import annotations

import logging

from pelicart.cartcookie import language_of
from pelicart.errors import PelicartError, SoldOut
from pelicart.views import ErrorView
from pelicart.web import Request, Response, log, page
from pelicart.wiring import Wiring

CART = "/shop/cart"


def error_page(
    wrong: PelicartError, status: int, request: Request | None, wired: Wiring
) -> Response:
    """The error's live page; without a publication, the bare code that the CDN replaces."""
    names = wrong.skus if isinstance(wrong, SoldOut) else ()
    reference = request.id if request and status >= 500 else ""
    view = ErrorView(wrong.code, status, str(wrong.ids.get("again", CART)), names, reference)
    try:
        pages = wired.published(language_of(request)).pages
        return page(pages.render("error", view), status=status)
    except PelicartError as worse:
        log(logging.ERROR, worse.code, request, status=status)
        return Response(status, wrong.code, {"content-type": "text/plain; charset=utf-8"})
