"""What a cold start pays before the first request, against boto3's client."""

from __future__ import annotations

from tools.benchmarks.timing import in_turns, python

BARE, BOTO3, USUAL = "bare interpreter", "boto3.client + PyJWT", "boto3.resource, stripe, PyJWT"
_AWS = "region_name='eu-west-3', aws_access_key_id='x', aws_secret_access_key='x'"
_ENVIRONMENT = """
import base64, os
os.environ |= dict(PELICART_TABLE="t", PELICART_ORIGIN="https://shop.example",
    AWS_REGION="eu-west-3",
    AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", STRIPE_SECRET_KEY="sk_test_x",
    STRIPE_WEBHOOK_SECRET="whsec_x", PELICART_BASKET_KEY=base64.b64encode(bytes(32)).decode(),
    PELICART_KEYS="a:" + base64.b64encode(bytes(32)).decode())
from pelicart.wiring import wiring
"""
_STRIPE = "wiring().module('stripe').client;"
_KEYS = "wiring().keys;"
_PAGES = "import pelicart.pages;"
ENDPOINTS = {
    "cart": _PAGES,
    "checkout": _PAGES + _KEYS + _STRIPE,
    "order": _PAGES + _KEYS,
    "payment_return": _KEYS + _STRIPE,
    "payment_notice": _STRIPE,
    "reconcile": _KEYS + _STRIPE,
}


def readying(name: str) -> list[str]:
    """The command that imports a function and builds all that its first request would."""
    imported = f"{_ENVIRONMENT}\nimport pelicart.endpoints.{name}"
    return python(f"{imported}\nwiring(); {ENDPOINTS[name]}")


def run(runs: int = 9) -> None:
    """Prints milliseconds over a bare interpreter, and the ratio to each yardstick."""
    commands = {
        BARE: python("pass"),
        BOTO3: python(f"import boto3, jwt; boto3.client('dynamodb', {_AWS})"),
        USUAL: python(
            f"import boto3, jwt, stripe; boto3.resource('dynamodb', {_AWS}); "
            "stripe.StripeClient('sk_test_x')"
        ),
    }
    for name in ENDPOINTS:
        commands[name] = python(f"import pelicart.endpoints.{name}")
        commands[f"{name}, ready"] = readying(name)
    costs = in_turns(commands, runs)
    over = {name: 1000 * (cost.wall - costs[BARE].wall) for name, cost in costs.items()}
    print(f"\nImport and start of each function, ms over a {BARE} (median of {runs})")
    print(f"{'':30}{'ms':>7}{'/ boto3+PyJWT':>16}{'/ all three':>16}")
    for name, ms in over.items():
        if name != BARE:
            print(f"{name:30}{ms:7.0f}{ms / over[BOTO3]:16.2f}{ms / over[USUAL]:16.2f}")
    print("ready: imported, table client, keys, pages and payment client built, as far as used")
