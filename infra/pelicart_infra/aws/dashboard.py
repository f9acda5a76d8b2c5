"""One page that shows how the shop is: what is asked, what it answers, what it leaves undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

if TYPE_CHECKING:
    from pelicart_infra.aws.shop import ShopStack

FIVE = Duration.minutes(5)
HALF, WHOLE = 12, 24
"""Columns of a widget: the page has 24."""


def show(stack: ShopStack) -> cloudwatch.Dashboard:
    """The dashboard, named like the stack."""
    page = cloudwatch.Dashboard(stack, "Dashboard", dashboard_name=stack.stage.stack)
    alarms = list(stack.watching.alarms.values())
    page.add_widgets(
        cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms, width=WHOLE, height=4)
    )
    page.add_widgets(*_asked(stack))
    page.add_widgets(*_functions(stack))
    page.add_widgets(*_kept(stack))
    return page


def _asked(stack: ShopStack) -> list[cloudwatch.GraphWidget]:
    api = stack.api.api
    return [
        _graph(
            "Requests",
            api.metric_count(period=FIVE, statistic="Sum"),
            api.metric_client_error(period=FIVE, statistic="Sum"),
            api.metric_server_error(period=FIVE, statistic="Sum"),
        ),
        _graph(
            "Milliseconds to an answer",
            api.metric_latency(period=FIVE, statistic="p50"),
            api.metric_latency(period=FIVE, statistic="p99"),
        ),
    ]


def _functions(stack: ShopStack) -> list[cloudwatch.GraphWidget]:
    made = stack.functions.items()
    return [
        _graph(
            "Functions: milliseconds, 99 of 100",
            *(one.metric_duration(period=FIVE, statistic="p99", label=name) for name, one in made),
        ),
        _graph(
            "Functions: processes at once",
            *(
                one.metric("ConcurrentExecutions", period=FIVE, statistic="Maximum", label=name)
                for name, one in made
            ),
        ),
    ]


def _kept(stack: ShopStack) -> list[cloudwatch.GraphWidget]:
    table = stack.storage.table
    return [
        _graph(
            "Table: units read and written",
            table.metric_consumed_read_capacity_units(period=FIVE, statistic="Sum"),
            table.metric_consumed_write_capacity_units(period=FIVE, statistic="Sum"),
        ),
        _graph("What functions say", *stack.watching.said.values()),
    ]


def _graph(title: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=HALF, height=6)
