"""A shop for a real browser, in this process: a built site, and the endpoints over a table in
memory. Nobody has to wait for the whole demo to look at a page.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.pelicart.shopfront import ROUTES, Shopfront
from werkzeug import Request, Response
from werkzeug.serving import make_server

from pelican.plugins.pelicart.samples import samples
from pelicart.publication import read_publication, writes
from pelicart.web import headers
from pelicart_infra.local.answers import response_from
from pelicart_infra.local.events import Shape, event_from
from pelicart_infra.local.routing import match
from pelicart_infra.local.static import serve_file

SAMPLE = "/shop/sample/"
SAMPLES = list(samples())


@dataclass
class Shop:
    """What is served at `origin`: the files in `output`, and `front` for all below /shop/."""

    output: Path
    front: Shopfront
    packed: bool = False
    origin: str = ""

    def __post_init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    def take_over(self, publication: Path) -> None:
        """Puts what a build has published into the table, in the place of all that was there."""
        self.front.store._items.clear()
        for write in writes(read_publication(publication)):
            self.front.store.write(write)
        self.front.wired._shops.clear()

    def sample(self, path: str) -> Response:
        """A page in a state that is hard to come by, as the build tries it: sample/<number>."""
        name, _, view = SAMPLES[int(path.rpartition("/")[2])]
        html = self.front.wired.published().pages.render(name, view)
        always = headers(("https://pay.example",), https=False)
        return Response(html, headers=always, content_type="text/html; charset=utf-8")

    def answer(self, request: Request) -> Response:
        """As the CDN answers, which compresses text if `packed`."""
        response = self._answer(request)
        if self.packed and "text" in (response.mimetype or "") and response.status_code == 200:
            response.set_data(gzip.compress(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response

    def _answer(self, request: Request) -> Response:
        if request.path.startswith(SAMPLE):
            return self.sample(request.path)
        if not request.path.startswith((*ROUTES, "/shop/")):
            return serve_file(request, self.output)
        with self._one_at_a_time:
            event = event_from(request, match(request.path), Shape())
            return response_from(self.front.call(event))


@contextmanager
def serving(
    output: Path, publication: Path, *, port: int = 0, packed: bool = False
) -> Iterator[Shop]:
    """The shop at an address of its own, until the block ends."""
    shop = Shop(output, Shopfront(), packed)
    server = make_server("127.0.0.1", port, Request.application(shop.answer), threaded=True)
    shop.origin = f"http://127.0.0.1:{server.server_port}"
    shop.front.environment["PELICART_ORIGIN"] = shop.origin
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pelicart.entry.wiring", lambda: shop.front.wired)
        try:
            shop.take_over(publication)
            yield shop
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
