"""The least that one usually writes: boto3's client and PyJWT, one token and one read."""

import os
from typing import Any

import boto3
import jwt

SECRET = os.environ["PELICART_KEYS"].partition(":")[2].encode()
table = boto3.client("dynamodb")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001
    """What is known of an order."""
    token = jwt.encode({"sub": "order"}, SECRET, "HS256")
    number = jwt.decode(token, SECRET, ["HS256"])["sub"]
    key = {"key": {"S": f"ORDER#{number}"}}
    found = table.get_item(TableName=os.environ["PELICART_TABLE"], Key=key).get("Item", {})
    return {"statusCode": 200, "body": found["state"]["S"]}
