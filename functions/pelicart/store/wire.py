"""AWS's JSON protocol over one kept connection: the few calls that the functions make.

A function spends more time importing and building a botocore client than on its whole work, so
they talk to DynamoDB themselves. Whoever isn't in a hurry passes boto3's client to the store.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from typing import Any

from pelicart.environment import required
from pelicart.errors import TableDown
from pelicart.store.connection import Connection
from pelicart.store.signing import Credentials, authorization


class ClientError(Exception):
    """The service answered with an error; `response` is laid out as botocore does."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        code = str(body.get("__type", status)).rpartition("#")[2]
        message = str(body.get("message", body.get("Message", "")))
        super().__init__(f"{code}: {message}")
        self.response: Mapping[str, Any] = {
            **body,
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }


class _Errors:
    ClientError = ClientError


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a service of AWS wants its JSON: its name, what its operations begin with, a version.

    `elsewhere` is the variable that leads to another endpoint than the region's. `host` is what
    the endpoint's name begins with, if not the service's name, and `read` the seconds to wait for
    each part of an answer, if not a table's.
    """

    service: str
    prefix: str
    version: str
    elsewhere: str
    host: str = ""
    read: float = 0


DYNAMODB = Protocol("dynamodb", "DynamoDB_20120810", "1.0", "AWS_ENDPOINT_URL_DYNAMODB")


class Caller:
    """Calls operations of one service, each once; `TableDown` when there is no answer.

    `clock` gives epoch seconds.
    """

    def __init__(
        self,
        protocol: Protocol,
        endpoint: str,
        region: str,
        credentials: Credentials,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._protocol, self._region = protocol, region
        self._credentials, self._clock = credentials, clock
        self._connection = Connection(endpoint, clock, protocol.read)

    def close(self) -> None:
        """Ends the connection; the next call opens another."""
        self._connection.close()

    def call(self, operation: str, **request: Any) -> Mapping[str, Any]:  # noqa: ANN401  API data
        """The answer's data, or `ClientError`."""
        body = json.dumps(request).encode()
        headers = {
            "content-type": f"application/x-amz-json-{self._protocol.version}",
            "x-amz-target": f"{self._protocol.prefix}.{operation}",
        }
        response, answer = self.post("/", body, headers)
        data = _data(answer) if response.status < 500 else {}
        if response.status != 200:
            raise ClientError(response.status, data)
        return data

    def post(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """The answer to a signed request, and its body; header names are in lower case."""
        return self._connection.post(path, body, self._signed(path, body, headers))

    def _signed(self, path: str, body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
        signed = {
            **headers,
            "host": self._connection.host,
            "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._clock())),
        }
        if self._credentials.token:
            signed["x-amz-security-token"] = self._credentials.token
        scope = (self._region, self._protocol.service)
        signature = authorization(self._credentials, scope, signed, body, path)
        return {**signed, "authorization": signature}


class Wire:
    """A client for `DynamoStore`, with the operations that it uses."""

    exceptions = _Errors()

    def __init__(self, caller: Caller) -> None:
        self.caller, self.close = caller, caller.close
        self.batch_get_item = partial(caller.call, "BatchGetItem")
        self.put_item = partial(caller.call, "PutItem")
        self.update_item = partial(caller.call, "UpdateItem")
        self.delete_item = partial(caller.call, "DeleteItem")
        self.transact_write_items = partial(caller.call, "TransactWriteItems")
        self.query = partial(caller.call, "Query")


def connect(environment: Mapping[str, str], protocol: Protocol = DYNAMODB) -> Caller:
    """A caller from the variables that Lambda sets; `AWS_ENDPOINT_URL` leads it elsewhere."""
    region = required(environment, "AWS_REGION")
    credentials = Credentials(
        required(environment, "AWS_ACCESS_KEY_ID"),
        required(environment, "AWS_SECRET_ACCESS_KEY"),
        environment.get("AWS_SESSION_TOKEN", ""),
    )
    host = protocol.host or protocol.service
    own = environment.get(protocol.elsewhere)
    endpoint = own or environment.get("AWS_ENDPOINT_URL")
    return Caller(
        protocol, endpoint or f"https://{host}.{region}.amazonaws.com", region, credentials
    )


def _data(answer: bytes) -> Mapping[str, Any]:
    try:
        data: Mapping[str, Any] = json.loads(answer)
    except ValueError as error:
        raise TableDown("unreadable answer") from error
    return data
