"""Calls a function by name through Lambda's Invoke API."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATH = "/2015-03-31/functions/{name}/invocations"

LONGEST = 30
"""Seconds that an HTTP API waits for a function."""


class FunctionFailed(Exception):
    """The function raised, or isn't there."""


class NoAnswer(Exception):
    """The function's process can't be reached, or took too long."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions' process at this address."""

    url: str

    def invoke(self, name: str, event: Mapping[str, object], timeout: int = LONGEST) -> object:
        """The handler's answer, read back from JSON; `FunctionFailed` or `NoAnswer`."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=timeout)
        try:
            connection.request("POST", PATH.format(name=name), json.dumps(event))
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as wrong:
            raise NoAnswer(name) from wrong
        finally:
            connection.close()
        if response.status != 200 or response.getheader("X-Amz-Function-Error"):
            raise FunctionFailed(name)
        return json.loads(body)
