"""What the functions write to their log: one JSON line of codes and ids, nothing a person typed."""

from __future__ import annotations

import json
import logging

from pelicart.request import Request

_log = logging.getLogger("pelicart")
_log.setLevel(logging.INFO)  # Lambda's own level lets warnings through and nothing below


def log(level: int, code: str, request: Request | None = None, /, **ids: str | int) -> None:
    """One line; `ids` must be safe to keep: no body, header, address or token."""
    about = {"method": request.method, "request_id": request.id} if request else {}
    _log.log(level, json.dumps({**ids, **about, "event": code}))
