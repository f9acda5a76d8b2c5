"""`pelicart reconcile`: runs the function now, instead of waiting for its schedule."""

from __future__ import annotations

import argparse
import json
import os

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pelicart_command.stage import deployed
from pelicart_command.stopped import Stopped

LONGEST = 250
"""Seconds to wait: longer than the function may run, so that none runs on unheard of."""


def run(given: argparse.Namespace) -> int:
    """Says what became of the orders that were due."""
    if not (given.demo or given.stage):
        raise Stopped("say which shop: pelicart --stage production reconcile, or  --demo")
    outcomes = _invoke("reconcile" if given.demo else deployed().functions["reconcile"])
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"Looked at what was due: {told}." if told else "Nothing was due.")
    return 0


def _invoke(function: str) -> dict[str, int]:
    """Asked once: a second run would only find what the first one left."""
    once = Config(read_timeout=LONGEST, retries={"total_max_attempts": 1})
    elsewhere = os.environ.get("AWS_ENDPOINT_URL_LAMBDA")
    try:
        client = boto3.client("lambda", endpoint_url=elsewhere, config=once)
        answer = client.invoke(FunctionName=function, Payload=b"{}")
    except (BotoCoreError, ClientError) as wrong:
        raise Stopped(f"reconcile could not be run: {wrong}") from wrong
    if "FunctionError" in answer:
        raise Stopped("reconcile failed; its log says why")
    outcomes: dict[str, int] = json.load(answer["Payload"])
    return outcomes
