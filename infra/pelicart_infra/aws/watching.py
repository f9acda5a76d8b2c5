"""Who is told when something is wrong: the topic, the alarms, and what they look at.

What the functions say in their log, by `event`, is told in docs/devops.md. Alarms cost by the
metrics that they look at; so those that can look at one metric for all functions.
"""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs

from pelicart_infra.aws.alarms import FIVE, Alarms

HOUR = Duration.hours(1)
OLDEST_MS = 5 * 60_000
"""Age of the stream's oldest record that nobody has read: letters are late by it."""


class Watching(Alarms):
    """All that the shop's own parts are watched for."""

    def functions(
        self, functions: Mapping[str, lambda_.Function], log_groups: Mapping[str, logs.LogGroup]
    ) -> None:
        """What goes wrong in any function, and what each says."""
        errors = {f"e{n}": one.metric_errors() for n, one in enumerate(functions.values())}
        self.ring(
            "errors",
            _sum_of(errors, FIVE),
        )
        self.ring(
            "throttles",
            lambda_.Function.metric_all_throttles(period=FIVE, statistic="Sum"),
        )
        everywhere = list(log_groups.values())
        self.ring(
            "logged-errors",
            self.say("logged-errors", everywhere, '{ $.level = "ERROR" }'),
        )
        self.ring(
            "review",
            self.say("review", everywhere, _event("review")),
        )
        self.ring(
            "reconcile-missing",
            self.say("reconciled", [log_groups["reconcile"]], _event("reconciled")),
            below=True,
            periods=3,
        )
        self.ring(
            "letters-late",
            functions["tell"].metric("IteratorAge", period=FIVE, statistic="Maximum"),
            at=OLDEST_MS,
        )
        if self.stage.mail != "none":
            failed = '{ $.event = "mail-down" || $.event = "mail-refused" }'
            self.ring(
                "mail",
                self.say("mail", [log_groups["tell"], log_groups["reconcile"]], failed, HOUR),
                at=3,
            )
        for provider in self.stage.providers:
            self._notices(provider, log_groups)

    def _notices(self, provider: str, log_groups: Mapping[str, logs.LogGroup]) -> None:
        """Whether this provider's notices arrive.

        `unheard` is an order that `reconcile` found paid ten minutes after its hand-off or later:
        no notice had said so. With no notice of that provider in the same hour, none arrives.
        """
        of = f'$.provider = "{provider}"'
        heard = self.say(
            f"notices-{provider}",
            [log_groups["payment_notice"]],
            f'{{ $.event = "notice" && {of} }}',
            HOUR,
        )
        unheard = self.say(
            f"unheard-{provider}",
            [log_groups["reconcile"]],
            f'{{ $.event = "unheard" && {of} }}',
            HOUR,
        )
        self.ring(
            f"no-notices-{provider}",
            cloudwatch.MathExpression(
                expression="IF(FILL(unheard, 0) > 0 AND FILL(heard, 0) == 0, 1, 0)",
                using_metrics={"unheard": unheard, "heard": heard},
                period=HOUR,
                label="orders paid, and no notice",
            ),
        )

    def letters(self, queue: sqs.Queue) -> None:
        """Records of the stream that failed for good."""
        self.ring(
            "lost-letters",
            queue.metric_approximate_number_of_messages_visible(period=FIVE, statistic="Maximum"),
        )

    def api(self, errors: cloudwatch.IMetric) -> None:
        """What shoppers and providers are answered."""
        self.ring("server-errors", errors, at=3, periods=1)


def _event(name: str) -> str:
    return f'{{ $.event = "{name}" }}'


def _sum_of(metrics: Mapping[str, cloudwatch.IMetric], period: Duration) -> cloudwatch.IMetric:
    return cloudwatch.MathExpression(
        expression=" + ".join(f"FILL({name}, 0)" for name in metrics),
        using_metrics=dict(metrics),
        period=period,
        label="all functions",
    )
