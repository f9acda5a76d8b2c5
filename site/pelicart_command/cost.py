"""`pelicart cost`: what a stage used on AWS, in money, by the service and by the order."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import boto3

from pelicart.store.dynamo import open_store
from pelicart_command.aws import asking
from pelicart_command.finding import how_many
from pelicart_command.metering import BINARY, DAY, meters, used
from pelicart_command.stage import deployed
from pelicart_command.stopped import Stopped
from pelicart_infra.alarms import metrics_of
from pelicart_infra.deployed import Deployed
from pelicart_infra.prices import AS_OF, BUDGET, FREE, PRICES, REGION, STANDING, costs

WORLDWIDE = "us-east-1"
SITE = frozenset({"cdn-request", "cdn-gb"})
LONGEST = 450
"""Days for which AWS keeps sums of days."""


def run(given: argparse.Namespace) -> int:
    """Prints a table; 1 if orders cost more than their budget."""
    stage = deployed()
    if not 1 <= given.days <= LONGEST:
        raise Stopped(f"--days is 1 to {LONGEST}")
    until = int(time.time()) // DAY * DAY  # whole days, as the metrics are summed
    since = until - given.days * DAY
    session = boto3.Session(region_name=stage.region)
    tables = [os.environ[n] for n in ("PELICART_TABLE", "PELICART_CARDS_TABLE") if n in os.environ]
    usage = usage_of(session, stage, tables, (since, until))
    orders = how_many(open_store(os.environ), since, until)
    spent = costs(usage)
    for text in report(usage, orders, given.days):
        print(text)
    for text in standing(stage, _sizes(session, tables)):
        print(text)
    print(f"Prices of {REGION} of {AS_OF}, without free tiers; elsewhere up to a quarter more.")
    return 1 if orders and by_order(spent) * 1000 / orders > BUDGET else 0


def by_order(spent: Mapping[str, Decimal]) -> Decimal:
    """What orders cause; the rest is people looking at pages and pictures."""
    return sum((usd for key, usd in spent.items() if key not in SITE), Decimal(0))


def usage_of(
    session: boto3.Session, stage: Deployed, tables: list[str], when: tuple[int, int]
) -> dict[str, Decimal]:
    """Units by the key of their price, between these two moments."""
    since, until = (datetime.fromtimestamp(at, UTC) for at in when)
    functions, memory = session.client("lambda"), {}
    with asking("read the functions"):
        for name in stage.functions.values():
            found = functions.get_function_configuration(FunctionName=name)
            memory[name] = found.get("MemorySize", 128)
    wanted = list(meters(stage, tables, memory))
    here, there = session.client("cloudwatch"), session.client("cloudwatch", WORLDWIDE)
    return {
        **used(here, [one for one in wanted if not one.worldwide], since, until),
        **used(there, [one for one in wanted if one.worldwide], since, until),
    }


def report(usage: Mapping[str, Decimal], orders: int, days: int) -> Iterator[str]:
    """What was used, its price, and what that is by the order."""
    spent = costs(usage)
    yield f"{'SERVICE':<12} {'WHAT':<24} {'USED':>16} {'US$':>10}"
    for key, price in PRICES.items():
        if key in usage:
            amount = f"{usage[key]:,.3f}".rstrip("0").rstrip(".")
            yield f"{price.service:<12} {price.unit:<24} {amount:>16} {spent[key]:>10.4f}"
    yield f"{'All of it':<54} {sum(spent.values(), Decimal(0)):>10.4f}"
    made = f"{orders} order{'' if orders == 1 else 's'} in {days} days"
    if orders:
        each = by_order(spent) * 1000 / orders
        over = "OVER the budget" if each > BUDGET else "within the budget"
        yield f"{made}: US${each:.4f} for 1,000 without the CDN, {over} of US${BUDGET}."
    else:
        yield f"{made}: nothing to divide it by."


def standing(stage: Deployed, sizes: Mapping[str, int]) -> Iterator[str]:
    """What a month costs in which nothing happens."""
    kept = Decimal(sum(sizes.values())) / BINARY
    units = {
        "alarm-month": Decimal(sum(map(metrics_of, stage.alarms))),
        "metric-month": Decimal(sum(SAID.get(_kind(name), 0) for name in stage.alarms)),
        "dashboard-month": Decimal(1),
        "table-gb-month": kept,
        "backup-gb-month": kept,
    }
    left = {key: max(one - FREE.get(key, 0), Decimal(0)) for key, one in units.items()}
    whole, paid = (sum(costs(one).values(), Decimal(0)) for one in (units, left))
    over = "OVER" if paid > STANDING else "of"
    yield (
        f"Standing each month: US${paid:.2f} {over} US${STANDING} in an account of its own, up to "
        f"US${whole:.2f} in one whose free alarms, metrics and dashboards are used: "
        f"{len(stage.alarms)} alarms, {kept:.3f} GB of table kept and restorable."
    )


SAID = {"logged-errors": 1, "review": 1, "reconcile-missing": 1, "mail": 1, "no-notices": 2}
"""Metrics that are made from the log, by the alarm that looks at them."""


def _kind(alarm: str) -> str:
    return "no-notices" if alarm.startswith("no-notices") else alarm


def _sizes(session: boto3.Session, tables: list[str]) -> dict[str, int]:
    client = session.client("dynamodb")
    with asking("see how large the tables are"):
        return {
            name: int(client.describe_table(TableName=name)["Table"].get("TableSizeBytes", 0))
            for name in tables
        }
