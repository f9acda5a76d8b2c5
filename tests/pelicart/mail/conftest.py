from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.pelicart.mail.letterbox import Letterbox, Server


@pytest.fixture
def box() -> Letterbox:
    """What the server of a test takes and answers."""
    return Letterbox()


@pytest.fixture
def server() -> Iterator[Server]:
    """Starts SMTP servers, and stops them after the test."""
    servers = Server()
    yield servers
    servers.stop()
