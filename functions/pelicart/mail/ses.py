"""Mail by Amazon SES, with its version 2 interface and our own light client.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse

from pelicart.errors import MailDown, MailRefused, Misconfigured, TableDown
from pelicart.mail.addresses import sayable
from pelicart.mail.base import Mail
from pelicart.mail.message import international, written
from pelicart.store.wire import Caller, Protocol, connect

SES = Protocol("ses", "", "", "AWS_ENDPOINT_URL_SESV2", host="email", read=15.0)
PATH = "/v2/email/outbound-emails"

REFUSED = frozenset({"MessageRejected", "BadRequestException"})
"""About this one mail; any other error is about the account or the moment."""

_UNVERIFIED = "not verified"
"""A `MessageRejected` that isn't about the mail: the sender, or in the sandbox the recipient, is
to be verified first. https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html"""

_CODE = re.compile(r"[A-Za-z]{1,64}", re.ASCII)
_SET = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ses:
    """The account of the function's role; `configuration` is a set's name, or empty."""

    caller: Caller = field(repr=False)
    configuration: str
    now: Callable[[], int]

    def send(self, mail: Mail) -> None:
        """Returns once SES has taken it over. It replaces the Message-ID by one of its own."""
        message = written(mail, self.now())
        if international(message):
            raise MailRefused("SES takes ASCII addresses alone", reason="address")
        request = {
            "Destination": {"ToAddresses": [sayable(mail.to)]},
            "Content": {"Raw": {"Data": b64encode(message.as_bytes()).decode()}},
        }
        if self.configuration:
            request["ConfigurationSetName"] = self.configuration
        self._ask(json.dumps(request).encode())

    def _ask(self, body: bytes) -> None:
        headers = {"content-type": "application/json"}
        try:
            response, answer = self.caller.post(PATH, body, headers)
        except TableDown as wrong:  # what the connection says when there is no answer
            raise MailDown("no answer of SES", reason=str(wrong)) from None
        if response.status != 200:
            raise _failure(response, answer)


def open_ses(environment: Mapping[str, str], configuration: str, now: Callable[[], int]) -> Ses:
    """As Lambda's own variables have it; `Misconfigured` for what can't be a set's name."""
    if configuration and not _SET.fullmatch(configuration):
        raise Misconfigured("PELICART_MAIL names no configuration set of SES")
    return Ses(connect(environment, SES), configuration, now)


def _failure(response: HTTPResponse, answer: bytes) -> MailDown | MailRefused:
    """The error's name is in a header, `MessageRejected:http://…`, or in the body."""
    said = _object(answer)
    named = response.getheader("x-amzn-errortype") or str(said.get("__type", said.get("code", "")))
    name = named.partition(":")[0].rpartition("#")[2]
    code = name if _CODE.fullmatch(name) else ""
    ids = {"status": response.status, "reason": code or None}
    about_us = _UNVERIFIED in str(said.get("message", said.get("Message", "")))
    if response.status == 413 or (response.status == 400 and code in REFUSED and not about_us):
        return MailRefused("SES refused it", **ids)
    return MailDown("SES didn't take it", **ids)


def _object(answer: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(answer)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
