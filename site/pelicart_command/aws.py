"""What every command that asks AWS itself needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from pelicart_command.stopped import Stopped


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Any error of AWS within stops the command; `what` was wanted, as in "read the alarms"."""
    try:
        yield
    except (BotoCoreError, ClientError) as wrong:
        raise Stopped(f"can't {what}: {wrong}") from wrong


def code_of(error: ClientError) -> str:
    """AWS's name of an error, such as `AccessDeniedException`."""
    return str(error.response.get("Error", {}).get("Code", ""))
