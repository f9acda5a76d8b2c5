"""Answers as a private bucket of S3 does whose account may read objects and not list them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from werkzeug import Request, Response

from pelicart_infra.local.files.signature import Account, Denied, check

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DISPOSITION = "response-content-disposition"


@dataclass(frozen=True, slots=True)
class Desk:
    """A WSGI application on a folder of files; `clock` gives epoch seconds."""

    folder: Path
    account: Account
    clock: Callable[[], float]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> WSGIApplication:
        query = parse_qsl(request.query_string.decode("ascii", "replace"), keep_blank_values=True)
        url = f"http://{request.host}{quote(request.path, safe='/-_.~')}"
        try:
            check(self.account, request.method, url, query, self.clock())
            return self._object(request, dict(query).get(DISPOSITION, ""))
        except Denied as denied:
            return _refusal(denied)

    def _object(self, request: Request, disposition: str) -> Response:
        name = request.path.removeprefix("/")
        file = self.folder / name
        # Without the right to list, what isn't there looks like what is forbidden.
        if not name or "/" in name or "\0" in name or name.startswith(".") or not file.is_file():
            raise Denied
        kind = mimetypes.guess_type(name)[0] or "binary/octet-stream"
        content = file.read_bytes()
        response = Response(content, content_type=kind)
        if disposition:
            response.headers["Content-Disposition"] = disposition
        response.add_etag()
        response.make_conditional(request.environ, accept_ranges=True, complete_length=len(content))
        response.headers.pop("Date", None)  # the server adds its own
        return response


def _refusal(denied: Denied) -> Response:
    said = f"<Code>{escape(denied.code)}</Code><Message>{escape(denied.message)}</Message>"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{said}</Error>'
    return Response(text, 403, content_type="application/xml")
