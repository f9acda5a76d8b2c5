"""Runs the functions that have a schedule, as EventBridge does."""

from __future__ import annotations

import sys

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local.invoke import FunctionFailed, Functions, NoAnswer


def run_scheduled(functions: Functions) -> None:
    """Runs each of them once; what one run missed is the next one's."""
    for function in FUNCTIONS:
        if function.every:
            try:
                functions.invoke(function.name, {"source": "aws.events"}, function.timeout)
            except (FunctionFailed, NoAnswer):
                print(f"{function.name} failed: see .pelicart/logs/functions.log", file=sys.stderr)
