import threading
from contextlib import contextmanager

import pytest

from pelicart_infra.local.serving import listen, server_for


@pytest.fixture
def serving():
    """Serves a WSGI application on loopback for the length of a `with`; gives its address."""

    @contextmanager
    def serve(application):
        server = server_for(application, listen(0))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    return serve
