"""`pelicart rollback`: table and site as they were published earlier."""

from __future__ import annotations

import argparse

from pelicart_command.publishing import command


def run(given: argparse.Namespace) -> int:
    """Brings an earlier release; counters stay as they are."""
    return command.roll_back_stage(given)
