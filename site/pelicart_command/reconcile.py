"""`pelicart reconcile`: runs the function now, instead of waiting for its schedule."""

from __future__ import annotations

import argparse
import json
import os

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from pelicart_command.stopped import Stopped


def run(given: argparse.Namespace) -> int:
    """Says what became of the orders that were due."""
    if not given.demo:
        raise Stopped("reconcile reaches the demo only so far: pelicart --demo reconcile")
    outcomes = _invoke()
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"Looked at what was due: {told}." if told else "Nothing was due.")
    return 0


def _invoke() -> dict[str, int]:
    try:
        client = boto3.client("lambda", endpoint_url=os.environ["AWS_ENDPOINT_URL_LAMBDA"])
        answer = client.invoke(FunctionName="reconcile", Payload=b"{}")
    except (BotoCoreError, ClientError) as wrong:
        raise Stopped(f"reconcile could not be run: {wrong}") from wrong
    if "FunctionError" in answer:
        raise Stopped("reconcile failed; its log says why")
    outcomes: dict[str, int] = json.load(answer["Payload"])
    return outcomes
