"""`pelicart releases`: what can be rolled back to."""

from __future__ import annotations

import argparse

from pelicart_command.publishing import command


def run(given: argparse.Namespace) -> int:
    """A line for each, the newest first."""
    return command.list_stage(given)
