"""Calls that one function or another may make, and none may make all of; none does any harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    import boto3
    from tests.aws.trial import Trial

REFUSED = {"AccessDenied", "AccessDeniedException"}
Client = Callable[[str], Any]


def _change(key: str, table: str = "PELICART_TABLE") -> Callable[[Trial, Client], Any]:
    """An update whose condition nothing meets."""
    return lambda trial, client: client("dynamodb").update_item(
        TableName=trial.deployed.environment[table],
        Key={"key": {"S": key}},
        UpdateExpression="SET tried = :it",
        ConditionExpression="attribute_exists(never)",
        ExpressionAttributeValues={":it": {"BOOL": True}},
    )


def _read(key: str, table: str = "PELICART_TABLE") -> Callable[[Trial, Client], Any]:
    return lambda trial, client: client("dynamodb").batch_get_item(
        RequestItems={trial.deployed.environment[table]: {"Keys": [{"key": {"S": key}}]}}
    )


def _delete(key: str, table: str = "PELICART_TABLE") -> Callable[[Trial, Client], Any]:
    return lambda trial, client: client("dynamodb").delete_item(
        TableName=trial.deployed.environment[table], Key={"key": {"S": key}}
    )


def _query(index: str, partition: str, value: str) -> Callable[[Trial, Client], Any]:
    return lambda trial, client: client("dynamodb").query(
        TableName=trial.deployed.environment["PELICART_TABLE"],
        IndexName=index,
        KeyConditionExpression=f"{partition} = :it",
        ExpressionAttributeValues={":it": {"S": value}},
    )


def _secret(name: str) -> Callable[[Trial, Client], Any]:
    return lambda trial, client: client("ssm").get_parameters(
        Names=[f"/pelicart/{trial.deployed.stage}/{name}"], WithDecryption=True
    )


def _send(sender: str) -> Callable[[Trial, Client], Any]:
    return lambda _trial, client: client("sesv2").send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": ["nobody@shop.example"]},
        Content={"Simple": {"Subject": {"Data": "Tried"}, "Body": {"Text": {"Data": "Tried"}}}},
    )


ATTEMPTS: Mapping[str, Callable[[Trial, Client], Any]] = {
    "read a product": _read("PRODUCT#TRIED"),
    "change a price": _change("PRODUCT#TRIED"),
    "change the settings": _change("SHOP"),
    "read an order": _read("ORDER#TRIED"),
    "change an order": _change("ORDER#TRIED"),
    "delete an order": _delete("ORDER#TRIED"),
    "change stock": _change("STOCK#TRIED"),
    "number an invoice": _change("INVOICE#TRIED"),
    "list the whole table": lambda trial, client: client("dynamodb").scan(
        TableName=trial.deployed.environment["PELICART_TABLE"], Limit=1
    ),
    "find orders that are due": _query("due", "due", "DUE#0"),
    "list a month of orders": _query("listing", "listing", "2026-11"),
    "read a card": _read("CARD#TRIED", "PELICART_CARDS_TABLE"),
    "delete a card": _delete("CARD#TRIED", "PELICART_CARDS_TABLE"),
    "read Stripe's key": _secret("STRIPE_SECRET_KEY"),
    "read the notices' secret": _secret("STRIPE_WEBHOOK_SECRET"),
    "read the signing keys": _secret("PELICART_KEYS"),
    "change a key": lambda trial, client: client("ssm").put_parameter(
        Name=f"/pelicart/{trial.deployed.stage}/PELICART_KEYS", Value="tried", Type="String"
    ),
    "send a mail": _send("shop@merle-lin.example"),
    "fetch a file for sale": lambda trial, client: client("s3").get_object(
        Bucket=trial.deployed.files, Key="tried"
    ),
    "list files for sale": lambda trial, client: client("s3").list_objects_v2(
        Bucket=trial.deployed.files
    ),
    "change a page": lambda trial, client: client("s3").put_object(
        Bucket=trial.deployed.site, Key="tried.txt", Body=b"tried"
    ),
    "run another function": lambda trial, client: client("lambda").invoke(
        FunctionName=trial.deployed.functions["reconcile"], Payload=b"{}"
    ),
    "read the dead letters": lambda trial, client: client("sqs").receive_message(
        QueueUrl=trial.deployed.queue
    ),
}

_PAY = {"read an order", "change an order", "change stock", "read Stripe's key"}
_TOLD = {"read an order", "change an order", "number an invoice", "read the signing keys"}

MAY: Mapping[str, set[str]] = {
    "cart": {"read a product", "read an order", "read the signing keys"},
    "checkout": _PAY | {"read a product", "delete a card", "read the signing keys"},
    "payment_return": _PAY | {"read the signing keys"},
    "payment_notice": _PAY | {"read the notices' secret"},
    "order": _TOLD | {"change stock", "fetch a file for sale"},
    "tell": _TOLD | {"send a mail"},
    "reconcile": _TOLD | _PAY | {"find orders that are due", "delete a card", "send a mail"},
}
"""Of these, what each function's role may do; it is refused all the others."""


def attempted(trial: Trial, session: boto3.Session) -> dict[str, str]:
    """What each attempt comes to: `may`, or `refused`."""

    def client(service: str) -> Any:
        return trial.imitation.client(service, session)

    return {what: _answer(attempt, trial, client) for what, attempt in ATTEMPTS.items()}


def _answer(attempt: Callable[[Trial, Client], Any], trial: Trial, client: Client) -> str:
    try:
        attempt(trial, client)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return "refused" if code in REFUSED else "may"
    return "may"
