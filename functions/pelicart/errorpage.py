"""The page that an error ends in: what happened, in the shop's look, and where to go on."""

from __future__ import annotations

import logging

from pelicart.cartcookie import language_of
from pelicart.errors import PelicartError, SoldOut
from pelicart.logs import log
from pelicart.request import Request
from pelicart.routes import CART
from pelicart.views import ErrorView
from pelicart.web import Response, page, plain
from pelicart.wiring import Wiring


def error_page(
    wrong: PelicartError, status: int, request: Request | None, wired: Wiring
) -> Response:
    """The error's live page; without a publication, the bare code that the CDN replaces."""
    names = wrong.names if isinstance(wrong, SoldOut) else ()
    reference = request.id if request and status >= 500 else ""
    view = ErrorView(wrong.code, status, str(wrong.ids.get("again", CART)), names, reference)
    try:
        pages = wired.published(language_of(request, wired)).pages
    except PelicartError as worse:
        log(logging.ERROR, worse.code, request, **worse.ids)
        return plain(status, wrong.code)
    return page(pages.render("error", view), status=status)
