"""What the store needs of a DynamoDB client, and what that client's errors mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from pelicart.errors import Raced, TableDown
from pelicart.store.attributes import from_attributes
from pelicart.writes import Refused

Verb = Callable[..., Mapping[str, Any]]

BUSY = frozenset(
    {
        "TransactionConflict", "TransactionConflictException", "TransactionInProgressException",
        "ThrottlingError", "ThrottlingException", "RequestLimitExceeded",
        "ProvisionedThroughputExceeded", "ProvisionedThroughputExceededException",
    }
)  # fmt: skip
"""Error codes and cancellation reasons by which nothing was written, and may be soon.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html"""

UNMET = "ConditionalCheckFailed"


class Answered(Protocol):
    """An error that DynamoDB answered with, as botocore lays it out."""

    response: Mapping[str, Any]


class Errors(Protocol):
    """The errors of a client."""

    @property
    def ClientError(self) -> type[Exception]:  # noqa: N802  boto3's name
        """One class for everything that DynamoDB answers with; it is `Answered`."""


class Client(Protocol):
    """boto3's DynamoDB client, or the lighter one of `store.wire`.

    When there is no answer, ours raises `TableDown` and boto3's an error of botocore's own.
    """

    # ruff: noqa: D102  DynamoDB's own operations
    @property
    def exceptions(self) -> Errors: ...
    @property
    def batch_get_item(self) -> Verb: ...
    @property
    def put_item(self) -> Verb: ...
    @property
    def update_item(self) -> Verb: ...
    @property
    def delete_item(self) -> Verb: ...
    @property
    def transact_write_items(self) -> Verb: ...
    @property
    def query(self) -> Verb: ...


def meaning(error: Exception) -> Refused | Raced | TableDown | None:
    """A client's error in our words; None if it can only be a mistake in the program.

    Where a transaction was both refused and contended, that it was refused is what counts.
    """
    response = cast("Answered", error).response
    code = response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        return Refused([from_attributes(response.get("Item", {}))])
    reasons = response.get("CancellationReasons", ())
    if any(reason["Code"] == UNMET for reason in reasons):
        return Refused(
            [from_attributes(r.get("Item", {})) if r["Code"] == UNMET else None for r in reasons]
        )
    if BUSY & {code, *(reason["Code"] for reason in reasons)}:
        return Raced(code)
    return TableDown(code) if response["ResponseMetadata"]["HTTPStatusCode"] >= 500 else None
