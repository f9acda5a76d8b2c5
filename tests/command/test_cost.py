"""`pelicart cost`: what AWS measured, in money. Questions fit AWS's own model of its API."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.command.account import SHOP
from tests.command.checkup.aws import Service
from tests.pelicart.build import NOW, an_order

from pelicart_command.cost import report, standing, usage_of
from pelicart_command.finding import how_many
from pelicart_command.metering import DAY, meters
from pelicart_infra.alarms import alarms_of
from pelicart_infra.prices import BUDGET
from pelicart_infra.stage import Stage
from pelicart_infra.tables import MAIN

MEMORY = dict.fromkeys(SHOP.functions.values(), 512)


class Watch:
    """CloudWatch; each metric that is known has one sum for each of two pages."""

    def __init__(self, sums):
        self.sums, self.asked = sums, []

    def get_paginator(self, name):
        assert name == "get_metric_data"
        return self

    def paginate(self, **asked):
        Service("cloudwatch", {"get_metric_data": {}}).get_metric_data(**asked)
        self.asked.append(asked)
        for _ in range(2):
            yield {
                "MetricDataResults": [
                    {"Id": one["Id"], "Values": [self.sums[key] / 2]}
                    for one in asked["MetricDataQueries"]
                    if (key := one["MetricStat"]["Metric"]["MetricName"]) in self.sums
                ]
            }


class Session:
    def __init__(self, here, there):
        self.here, self.there = here, there

    def client(self, service, region=None):
        if service == "lambda":
            return Service("lambda", {"get_function_configuration": {"MemorySize": 512}})
        assert service == "cloudwatch"
        return self.there if region == "us-east-1" else self.here


def test_each_metric_is_asked_for_where_it_is_kept_over_whole_days():
    here, there = Watch({}), Watch({})
    when = (NOW // DAY * DAY - 7 * DAY, NOW // DAY * DAY)
    usage_of(Session(here, there), SHOP, ["shop"], when)
    ((asked,), (abroad,)) = here.asked, there.asked
    assert asked["StartTime"] == datetime.fromtimestamp(when[0], UTC)
    assert {one["MetricStat"]["Period"] for one in asked["MetricDataQueries"]} == {DAY}
    spaces = {one["MetricStat"]["Metric"]["Namespace"] for one in abroad["MetricDataQueries"]}
    assert spaces == {"AWS/CloudFront"}


def test_what_was_measured_becomes_units_of_the_prices():
    here = Watch({"ConsumedWriteCapacityUnits": 10.0, "Duration": 2000.0, "Invocations": 3.0})
    there = Watch({"Requests": 7.0, "BytesDownloaded": 5e8})
    usage = usage_of(Session(here, there), SHOP, ["shop", "cards"], (0, DAY))
    assert usage["table-write"] == 10 * (2 + len(MAIN.indexes))
    assert usage["invocation"] == 3 * len(SHOP.functions)
    assert usage["gb-second"] == len(SHOP.functions)  # two seconds of half a GB each
    assert (usage["cdn-request"], usage["cdn-gb"]) == (7, Decimal("0.5"))
    assert usage["mail"] == 0


def test_every_function_table_index_and_log_is_metered():
    found = list(meters(SHOP, ["shop"], MEMORY))
    names = {value for one in found for value in one.dimensions.values()}
    assert names >= {*SHOP.functions.values(), "shop", *(one.name for one in MAIN.indexes)}
    assert names >= {f"/pelicart/staging/{part}" for part in (*SHOP.functions, "api")}
    assert names >= {"E1", "api"}


def test_it_is_told_by_the_order_against_the_budget():
    text = "\n".join(report({"table-write": Decimal(40_000), "invocation": Decimal(0)}, 1000, 30))
    assert "write request units" in text
    assert "0.0250" in text
    assert f"US$0.0250 for 1,000 without the CDN, within the budget of US${BUDGET}" in text


def test_pages_and_pictures_are_no_part_of_an_order():
    text = "\n".join(report({"cdn-gb": Decimal(100)}, 1000, 30))
    assert "8.5000" in text
    assert "US$0.0000 for 1,000" in text


@pytest.mark.parametrize(("writes", "told"), [(700_000, "within"), (900_000, "OVER")])
def test_dearer_orders_than_the_budget_are_told(writes, told):
    assert told in "\n".join(report({"table-write": Decimal(writes)}, 1000, 30))


def test_without_orders_nothing_is_divided():
    assert "nothing to divide it by" in "\n".join(report({}, 0, 30))


def test_what_stands_still_is_told_by_the_month():
    names = alarms_of(Stage("staging", providers=("stripe",)))
    shop = replace(SHOP, alarms=dict.fromkeys(names, ""))
    (line,) = standing(shop, {"shop": 2**30})
    # 17 metrics of 10 alarms, of which 10 are free; 6 of the log and a dashboard, all free; a GB.
    assert "US$1.15 of US$2.00 in an account of its own" in line
    assert "up to US$6.95 in one whose free alarms" in line
    assert "10 alarms, 1.000 GB" in line


def test_orders_are_counted_without_reading_one(placed, store, monkeypatch):
    placed(an_order(), month="2026-12", days_ago=30)
    placed(an_order(), days_ago=1)
    placed(an_order())
    monkeypatch.setattr(store, "read", None)
    assert how_many(store, NOW - 40 * DAY, NOW + 1) == 3
    assert how_many(store, NOW - 2 * DAY, NOW) == 1
    assert how_many(store, NOW + 1, NOW + 2) == 0


def test_it_needs_a_deployed_shop(pelicart):
    code, _, err = pelicart("cost")
    assert code == 1
    assert "--stage production" in err
