import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.command.account import SHOP
from tests.command.checkup.aws import Service
from tests.pelicart.build import NOW
from tests.pelicart.provider import Provider
from tests.pelicart.shopfront import Shopfront

from pelicart.wiring import Wiring
from pelicart.writes import Write
from pelicart_command.checkup.patient import Patient


@dataclass
class Served:
    """What the shop's address answers, by method and path: status, headers, text."""

    origin: str = ""
    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)


@pytest.fixture
def served():
    site = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length).decode()
            site.asked.append((self.command, self.path, dict(self.headers), body))
            status, headers, text = site.answers.get((self.command, self.path), (404, {}, ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_GET  # noqa: N815  http.server's name

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def front():
    front = Shopfront(provider=Provider(live=False))
    front.store.write(Write("CATALOGUE", put={"skus": ["BOOK"]}))
    return front


@pytest.fixture
def services():
    """AWS's services by name; what a test puts there is asked."""
    return {}


@pytest.fixture
def patient(served, front, services):
    environment = {"PELICART_ORIGIN": served.origin, "PELICART_TABLE": "shop"}

    def client(name):
        return Service(name, services.get(name, {}))

    return Patient(
        environment,
        lambda: front.store,
        lambda: Wiring(front.store, lambda: NOW, environment, build=lambda *_: front.provider),
        client,
        SHOP,
        lambda: float(NOW),
    )
