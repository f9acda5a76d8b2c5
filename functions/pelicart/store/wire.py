"""DynamoDB's JSON protocol over one kept connection: the few calls that the store makes.

A function spends more time importing and building a botocore client than on its whole work, so
it talks to DynamoDB itself. Whoever isn't in a hurry passes boto3's client to the store.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pelicart.environment import required
from pelicart.errors import TableDown
from pelicart.store.connection import Connection
from pelicart.store.signing import Credentials, authorization


class ClientError(Exception):
    """DynamoDB answered with an error; `response` is laid out as botocore does."""

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


class Wire:
    """A client for `DynamoStore`: it asks once, and raises `TableDown` when there is no answer.

    `clock` gives epoch seconds.
    """

    exceptions = _Errors()

    def __init__(
        self,
        endpoint: str,
        region: str,
        credentials: Credentials,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._region, self._credentials, self._clock = region, credentials, clock
        self._connection = Connection(endpoint, clock)
        self.batch_get_item = partial(self._call, "BatchGetItem")
        self.put_item = partial(self._call, "PutItem")
        self.update_item = partial(self._call, "UpdateItem")
        self.transact_write_items = partial(self._call, "TransactWriteItems")
        self.query = partial(self._call, "Query")

    def close(self) -> None:
        """Ends the connection; the next call opens another."""
        self._connection.close()

    def _call(self, operation: str, **request: Any) -> Mapping[str, Any]:  # noqa: ANN401  API data
        body = json.dumps(request).encode()
        status, answer = self._connection.post(body, self._signed(operation, body))
        data = _data(answer) if status < 500 else {}
        if status != 200:
            raise ClientError(status, data)
        return data

    def _signed(self, operation: str, body: bytes) -> dict[str, str]:
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "host": self._connection.host,
            "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._clock())),
            "x-amz-target": f"DynamoDB_20120810.{operation}",
        }
        if self._credentials.token:
            headers["x-amz-security-token"] = self._credentials.token
        scope = (self._region, "dynamodb")
        signature = authorization(self._credentials, scope, headers, body)
        return {**headers, "authorization": signature}


def connect(environment: Mapping[str, str]) -> Wire:
    """A client from the variables that Lambda sets; `AWS_ENDPOINT_URL` leads it elsewhere."""
    region = required(environment, "AWS_REGION")
    credentials = Credentials(
        required(environment, "AWS_ACCESS_KEY_ID"),
        required(environment, "AWS_SECRET_ACCESS_KEY"),
        environment.get("AWS_SESSION_TOKEN", ""),
    )
    own = environment.get("AWS_ENDPOINT_URL_DYNAMODB") or environment.get("AWS_ENDPOINT_URL")
    return Wire(own or f"https://dynamodb.{region}.amazonaws.com", region, credentials)


def _data(answer: bytes) -> Mapping[str, Any]:
    try:
        data: Mapping[str, Any] = json.loads(answer)
    except ValueError as error:
        raise TableDown("unreadable answer") from error
    return data
