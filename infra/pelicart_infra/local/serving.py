"""A threaded HTTP server on loopback for one WSGI application."""

from __future__ import annotations

import logging
import socket
import sys
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"


class PortTaken(OSError):
    """Another process listens on this port."""


class _Quiet(WSGIRequestHandler):
    """Answers without delay, and without werkzeug's log line: its address may hold a token."""

    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the application logs what may be kept."""


def listen(port: int) -> socket.socket:
    """A socket that owns this port of loopback (0: any free one), or `PortTaken`."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A port whose last connections are still fading may be taken again; one in use may not.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError as wrong:
        listener.close()
        raise PortTaken(f"port {port} is in use") from wrong
    return listener


def server_for(application: WSGIApplication, listener: socket.socket) -> BaseWSGIServer:
    """A server on this socket; `serve_forever` answers each request in a thread of its own."""
    host, port = listener.getsockname()[:2]
    with listener:  # the server keeps a copy
        return make_server(
            host, port, application, threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )


def serve(application: WSGIApplication, listener: socket.socket) -> None:
    """Serves until the process ends, and says so to whoever started it."""
    server = server_for(application, listener)
    print(f"ready http://{LOOPBACK}:{server.port}", flush=True)
    server.serve_forever()


def port_of(listener: socket.socket) -> int:
    """The port a socket listens on."""
    port: int = listener.getsockname()[1]
    return port


def adopt(descriptor: int) -> socket.socket:
    """A listening socket that the parent process handed down by its number."""
    return socket.socket(fileno=descriptor)


def log_to_stderr() -> None:
    """One line per event, with the time, and nothing of the libraries below warnings."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("pelicart").setLevel(logging.INFO)
