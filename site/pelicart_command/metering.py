"""What a stage has used, by AWS's own metrics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pelicart_command.aws import asking
from pelicart_infra.deployed import Deployed
from pelicart_infra.tables import MAIN

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

MOST = 500
"""Metrics of one question."""
DAY = 86_400
GB = Decimal(10**9)
BINARY = Decimal(2**30)


@dataclass(frozen=True, slots=True)
class Meter:
    """One metric, summed over time; times `factor` it is in the units of the price `key`.

    Metrics of the CDN are `worldwide`: they are kept in us-east-1.
    """

    key: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    factor: Decimal = Decimal(1)

    @property
    def worldwide(self) -> bool:
        """Whether it is kept in us-east-1."""
        return self.namespace == "AWS/CloudFront"


def meters(deployed: Deployed, tables: Sequence[str], memory: Mapping[str, int]) -> Iterator[Meter]:
    """All of a stage; `memory` of each function, in MB. The first of the tables has indexes."""
    for table in tables:
        yield from _of_table({"TableName": table})
    for index in MAIN.indexes:
        yield from _of_table({"TableName": tables[0], "GlobalSecondaryIndexName": index.name})
    for part, name in deployed.functions.items():
        of_function = {"FunctionName": name}
        yield Meter("invocation", "AWS/Lambda", "Invocations", of_function)
        seconds = Decimal(memory[name]) / 1024 / 1000
        yield Meter("gb-second", "AWS/Lambda", "Duration", of_function, seconds)
        yield _log(deployed, part)
    yield _log(deployed, "api")
    if deployed.api:
        host = urlsplit(deployed.api).hostname or ""
        yield Meter("api-request", "AWS/ApiGateway", "Count", {"ApiId": host.partition(".")[0]})
    if deployed.distribution:
        cdn = {"DistributionId": deployed.distribution, "Region": "Global"}
        yield Meter("cdn-request", "AWS/CloudFront", "Requests", cdn)
        yield Meter("cdn-gb", "AWS/CloudFront", "BytesDownloaded", cdn, 1 / GB)
    yield Meter("mail", "AWS/SES", "Send", {})


def _of_table(dimensions: Mapping[str, str]) -> Iterator[Meter]:
    yield Meter("table-write", "AWS/DynamoDB", "ConsumedWriteCapacityUnits", dimensions)
    yield Meter("table-read", "AWS/DynamoDB", "ConsumedReadCapacityUnits", dimensions)


def _log(deployed: Deployed, part: str) -> Meter:
    group = {"LogGroupName": f"/pelicart/{deployed.stage}/{part}"}
    return Meter("log-gb", "AWS/Logs", "IncomingBytes", group, 1 / GB)


def used(
    client: CloudWatchClient, found: Iterable[Meter], since: datetime, until: datetime
) -> dict[str, Decimal]:
    """Units by the key of their price."""
    wanted = list(found)
    totals: dict[str, Decimal] = {}
    for start in range(0, len(wanted), MOST):
        some = wanted[start : start + MOST]
        sums = _sums(client, [_query(f"m{n}", one) for n, one in enumerate(some)], since, until)
        for number, meter in enumerate(some):
            spent = Decimal(str(sums.get(f"m{number}", 0))) * meter.factor
            totals[meter.key] = totals.get(meter.key, Decimal(0)) + spent
    return totals


def _query(name: str, meter: Meter) -> MetricDataQueryTypeDef:
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": meter.namespace,
                "MetricName": meter.metric,
                "Dimensions": [{"Name": n, "Value": v} for n, v in meter.dimensions.items()],
            },
            "Period": DAY,
            "Stat": "Sum",
        },
    }


def _sums(
    client: CloudWatchClient,
    queries: Sequence[MetricDataQueryTypeDef],
    since: datetime,
    until: datetime,
) -> dict[str, float]:
    sums: dict[str, float] = {}
    pages = client.get_paginator("get_metric_data")
    with asking("read the metrics"):
        for page in pages.paginate(MetricDataQueries=queries, StartTime=since, EndTime=until):
            for one in page["MetricDataResults"]:
                name = one.get("Id", "")
                sums[name] = sums.get(name, 0) + sum(one.get("Values", []))
    return sums
