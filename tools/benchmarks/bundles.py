"""Sizes of the bundles that are deployed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from pelicart_infra.bundle.__main__ import MOST
from pelicart_infra.bundle.build import build
from pelicart_infra.bundle.plan import Plan
from pelicart_infra.bundle.target import Target
from tools.benchmarks.budgets import Budget, told
from tools.benchmarks.code import CACHE

MEGA = 1_000_000


def run() -> None:
    """Prints megabytes of each zip for Lambda on arm64, of a shop with Stripe alone, too."""
    sizes = {}
    with TemporaryDirectory() as folder:
        for payments in ((), ("manual", "stripe")):
            plan = Plan(Path(folder), Target("3.13", "arm64"), cache=CACHE)
            if payments:
                plan = Plan(Path(folder), plan.target, payments=payments, cache=CACHE)
            sizes[payments] = {one.function: one.size / MEGA for one in build(plan, str)}
    every, stripe = sizes.values()
    print("\nBundles, zipped, MB: with every payment module, and with Stripe's alone")
    for name, size in every.items():
        print(f"{name:16}{told(size, Budget(MOST / MEGA)):32}{stripe[name]:8.2f}")
