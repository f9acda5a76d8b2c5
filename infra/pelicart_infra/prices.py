"""What AWS takes for what a shop uses, once and as data: for `pelicart cost` and `make bench`.

On demand, in US dollars, first tier, without the free tiers: what a shop pays at most there. Other
regions take up to a quarter more. Nothing is taken for a rule that runs a function by the clock,
for the table's stream as Lambda reads it, and for parameters of the standard tier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

REGION = "us-east-1"
AS_OF = "2026-11-30"
"""The day on which the prices were last looked up."""

BUDGET, STANDING = Decimal("0.50"), Decimal("2.00")
"""US dollars that 1,000 orders may cost, and a month in which nobody orders."""


@dataclass(frozen=True, slots=True)
class Price:
    """`usd` are paid for `per` of `unit`; `service` is who sends the bill, `source` says so."""

    service: str
    unit: str
    usd: Decimal
    per: int
    source: str

    def of(self, units: Decimal | float) -> Decimal:
        """What so many cost."""
        return self.usd * Decimal(str(units)) / self.per


def _price(service: str, unit: str, usd: str, per: int, page: str) -> Price:
    return Price(service, unit, Decimal(usd), per, f"https://aws.amazon.com/{page}/pricing/")


MILLION = 1_000_000

PRICES: Mapping[str, Price] = {
    "table-write": _price("DynamoDB", "write request units", "0.625", MILLION, "dynamodb"),
    "table-read": _price("DynamoDB", "read request units", "0.125", MILLION, "dynamodb"),
    "invocation": _price("Lambda", "invocations", "0.20", MILLION, "lambda"),
    "gb-second": _price("Lambda", "GB-seconds on arm64", "0.0000133334", 1, "lambda"),
    "api-request": _price("API Gateway", "HTTP API requests", "1.00", MILLION, "api-gateway"),
    "cdn-request": _price("CloudFront", "https requests", "0.0100", 10_000, "cloudfront"),
    "cdn-gb": _price("CloudFront", "GB to browsers", "0.085", 1, "cloudfront"),
    "mail": _price("SES", "mails", "0.10", 1000, "ses"),
    "log-gb": _price("CloudWatch", "GB of logs", "0.50", 1, "cloudwatch"),
    "alarm-month": _price("CloudWatch", "alarms' metrics for a month", "0.10", 1, "cloudwatch"),
    "metric-month": _price("CloudWatch", "metrics of ours for a month", "0.30", 1, "cloudwatch"),
    "dashboard-month": _price("CloudWatch", "dashboards for a month", "3.00", 1, "cloudwatch"),
    "queue-request": _price("SQS", "requests", "0.40", MILLION, "sqs"),
    "table-gb-month": _price("DynamoDB", "GB kept for a month", "0.25", 1, "dynamodb"),
    "backup-gb-month": _price("DynamoDB", "GB restorable for a month", "0.20", 1, "dynamodb"),
}

FREE: Mapping[str, int] = {"alarm-month": 10, "metric-month": 10, "dashboard-month": 3}
"""What each account has for nothing, always: a shop alone in its account pays the rest."""


def costs(usage: Mapping[str, Decimal | float]) -> dict[str, Decimal]:
    """US dollars by the key of `PRICES`, for usage by the same keys."""
    return {key: PRICES[key].of(units) for key, units in usage.items()}
