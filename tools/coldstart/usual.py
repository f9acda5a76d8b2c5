"""Ordering as one usually writes it: boto3's resource, Stripe, PyJWT, powertools and pydantic.

One token, one transaction, one hosted session: what our `checkout` does, without its templates.
"""

import os
from typing import Any
from urllib.parse import parse_qsl

import boto3
import jwt
import stripe
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

SECRET = os.environ["PELICART_KEYS"].partition(":")[2].encode()
logger = Logger(service="shop")
app = APIGatewayHttpResolver()
table = boto3.resource("dynamodb").Table(os.environ["PELICART_TABLE"])
client = stripe.StripeClient(
    os.environ["STRIPE_SECRET_KEY"], base_addresses={"api": os.environ["STRIPE_API_BASE"]}
)


class Form(BaseModel):
    """The fields of the address."""

    name: str
    email: str
    line1: str
    postcode: str
    city: str
    country: str


@app.post("/shop/checkout/<method>")
def order(method: str) -> Response:
    """303 to the provider's page."""
    form = Form(**dict(parse_qsl(app.current_event.decoded_body or "")))
    token = jwt.encode({"sub": "order", "aud": method}, SECRET, "HS256")
    number = jwt.decode(token, SECRET, ["HS256"], audience=method)["sub"]
    put = {"TableName": table.name, "Item": {"key": f"ORDER#{number}", **form.model_dump()}}
    hold = {
        "TableName": table.name,
        "Key": {"key": "STOCK#MUG"},
        "UpdateExpression": "SET avail = avail - :one",
        "ConditionExpression": "avail >= :one",
        "ExpressionAttributeValues": {":one": 1},
    }
    table.meta.client.transact_write_items(TransactItems=[{"Put": put}, {"Update": hold}])
    price = {"currency": "eur", "unit_amount": 1500, "product_data": {"name": "Mug"}}
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": "https://shop.example/done",
        },
        {"idempotency_key": number},
    )
    logger.info("ordered", order=number)
    return Response(303, headers={"location": session.url or ""})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """The Lambda handler."""
    return app.resolve(event, context)
