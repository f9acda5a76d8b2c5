"""The HTTP API under the host that it has on AWS: ministack knows it below `localhost` alone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

API = re.compile(rb"([0-9a-f]{8})\.execute-api\.[a-z0-9-]+\.amazonaws\.com(:\d+)?")
App = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


def mended(app: App) -> App:
    async def renamed(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["headers"] = [(name, _local(name, value)) for name, value in scope["headers"]]
        await app(scope, receive, send)

    return renamed


def _local(name: bytes, value: bytes) -> bytes:
    found = API.fullmatch(value) if name == b"host" else None
    return b"%s.execute-api.localhost" % found[1] if found else value
