"""`pelicart doctor`: looks for what is wrong, with the shop, the payments or one order."""

from __future__ import annotations

import argparse
from importlib import import_module


def run(given: argparse.Namespace) -> int:
    """Of `shop`, `payments` or an order's number; each has a module of its own."""
    name = given.about if given.about in {"shop", "payments"} else "order"
    code: int = import_module(f"pelicart_command.doctor_{name}").run(given)
    return code
