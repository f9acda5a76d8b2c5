"""`pelicart doctor`: looks for what is wrong, with the payments or with one order."""

from __future__ import annotations

import argparse
from importlib import import_module


def run(given: argparse.Namespace) -> int:
    """Of `payments` or of an order's number; each has a module of its own."""
    name = "payments" if given.about == "payments" else "order"
    code: int = import_module(f"pelicart_command.doctor_{name}").run(given)
    return code
