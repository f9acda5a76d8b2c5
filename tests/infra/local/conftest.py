import threading
from contextlib import contextmanager

import pytest

from pelicart_infra.local.serving import listen, port_of, server_for


@pytest.fixture
def serving():
    """Serves a WSGI application on loopback for the length of a `with`; gives its address."""

    @contextmanager
    def serve(application):
        with listen(0) as listener:
            server = server_for(application, listener)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield f"http://127.0.0.1:{port_of(listener)}"
            finally:
                server.shutdown()
                thread.join()
                server.server_close()

    return serve
