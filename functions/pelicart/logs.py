"""What the functions write to their log: one JSON line of codes and ids, nothing a person typed."""

from __future__ import annotations

import json
import logging

from pelicart.request import Request

_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
_TAKEN = {*vars(logging.makeLogRecord({})), "message", "asctime"}
"""What a record has of its own: `logging` raises if somebody else's field is called so."""
_log = logging.getLogger("pelicart")
_log.setLevel(logging.INFO)  # Lambda's own level lets warnings through and nothing below


def log(level: int, code: str, request: Request | None = None, /, **ids: str | int) -> None:
    """One line; `ids` must be safe to keep: no body, header, address or token.

    The fields go beside the line, too: Lambda's log in JSON has each by its name, for filters.
    """
    about = {"method": _known(request.method), "request_id": request.id} if request else {}
    fields = {**ids, **about, "event": code}
    beside = {name: value for name, value in fields.items() if name not in _TAKEN}
    _log.log(level, json.dumps(fields), extra=beside)


def _known(method: str) -> str:
    """Any word can be a method, what somebody typed too."""
    return method if method in _METHODS else "other"


def log_crash(crash: BaseException, request: Request | None = None, /, **ids: str | int) -> None:
    """An error that nobody foresaw: its type, and file and line, for its text may hold values."""
    trace = crash.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename.rpartition("/")[2] if trace else ""
    at = f"{file}:{trace.tb_lineno}" if trace else ""
    log(logging.ERROR, "crash", request, **ids, error=type(crash).__name__, at=at)
