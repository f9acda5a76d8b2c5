"""The name server of the imitation, in every Python that a test starts with this on its path.

Hosts of AWS and of its CDN lead to this machine, each port to the imitation's. Whatever is asked
for besides leads nowhere: no test leaves the machine.
"""

from __future__ import annotations

import os
import socket
from typing import Any

AWS = (".amazonaws.com", ".cloudfront.net")
PORTS = {
    443: int(os.environ.get("IMITATION_HTTPS", "0")),
    80: int(os.environ.get("IMITATION_HTTP", "0")),
}

_usual = socket.getaddrinfo


def _found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name.endswith(AWS):
        return _usual("127.0.0.1", PORTS.get(port or 443, 0), *rest, **more)
    if name in {"localhost", "127.0.0.1"}:
        return _usual(host, port, *rest, **more)
    raise socket.gaierror(socket.EAI_NONAME, f"{name} is on no network that a test has")


if PORTS[443]:
    socket.getaddrinfo = _found
