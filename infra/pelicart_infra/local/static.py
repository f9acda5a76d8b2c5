"""The built site's files, answered as the bucket behind CloudFront does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from werkzeug import Request, Response
from werkzeug.security import safe_join
from werkzeug.utils import redirect

from pelicart_infra.headers import cache_control, content_type, security_headers

NOT_FOUND = "404.html"


def serve_file(request: Request, output: Path) -> Response:
    """The file at the request's path, a folder's index.html, or the site's own 404 page."""
    if request.method not in {"GET", "HEAD"}:
        response = Response("Method Not Allowed\n", 405, {"Allow": "GET, HEAD"})
    else:
        response = _found(request, output) or _missing(request, output)
    response.headers.extend(security_headers(https=False))
    return response


def _found(request: Request, output: Path) -> Response | None:
    joined = safe_join(str(output), request.path.lstrip("/"))
    if joined is None or "\0" in joined:
        return None
    if Path(joined).is_dir():
        if not request.path.endswith("/"):
            return redirect(f"{request.path}/", 301)
        joined = f"{joined}/index.html"
    file = Path(joined)
    return _sent(request.environ, file) if file.is_file() else None


def _sent(environ: dict[str, Any], file: Path) -> Response:
    content = file.read_bytes()
    response = Response(content, content_type=content_type(file.name))
    response.headers["Cache-Control"] = cache_control(response.content_type or "", file.name)
    response.add_etag()
    response.make_conditional(environ, accept_ranges=True, complete_length=len(content))
    response.headers.pop("Date", None)  # the server adds its own
    return response


def _missing(request: Request, output: Path) -> Response:
    page = output / NOT_FOUND
    if not page.is_file():
        return Response("Not Found\n", 404)
    text = "" if request.method == "HEAD" else page.read_bytes()
    return Response(text, 404, content_type=content_type(NOT_FOUND))
