"""The local table: DynamoDB and its streams as moto imitates them, one request at a time."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import BaseWSGIServer

from pelicart_infra.local import streams
from pelicart_infra.local.serving import LOOPBACK, listen, server_for
from pelicart_infra.tables import Table, create_table_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "eu-west-1"


class _InTurn:
    """Serves one request after another: moto's transactions aren't atomic under threads.

    What it has of a table and of its stream is the same data, in this process.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._tables: WSGIApplication = create_backend_app("dynamodb")
        self._streams: WSGIApplication = create_backend_app("dynamodbstreams")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        of_streams = environ.get("HTTP_X_AMZ_TARGET", "").startswith(streams.PREFIX)
        application = self._streams if of_streams else self._tables
        with self._lock:
            answer = list(application(environ, start_response))
            streams.mend()
            return answer


@dataclass(frozen=True, slots=True)
class TableServer:
    """A running local table. Its data end with the process, not with `stop`."""

    url: str
    _server: BaseWSGIServer
    _thread: Thread

    def wait(self) -> None:
        """Returns when the server has stopped."""
        self._thread.join()

    def stop(self) -> None:
        """Closes the port and waits for the request at hand."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def serve_table(port: int = 0) -> TableServer:
    """Starts serving in a thread of this process; port 0 is any free one. `PortTaken`."""
    server = server_for(_InTurn(), listen(port))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    return TableServer(f"http://{LOOPBACK}:{server.port}", server, thread)


def local_client(url: str) -> DynamoDBClient:
    """boto3's client for the local table at `url`; it asks once, as `DynamoStore` wants."""
    client: DynamoDBClient = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  the local table takes any
        config=Config(retries={"total_max_attempts": 1}),
    )
    return client


def create_table(url: str, table: Table, name: str) -> None:
    """Makes a table of this definition."""
    local_client(url).create_table(**create_table_request(table, name))


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(description="DynamoDB on this machine, for Pelicart.")
    parser.add_argument("--port", type=int, default=0, help="any free one unless given")
    server = serve_table(parser.parse_args().port)
    print(f"ready {server.url}", flush=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
