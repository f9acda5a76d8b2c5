"""Who is told when something is wrong: the topic, the alarms, and what they look at.

What the functions say in their log, by `event`, is told in docs/devops.md. Alarms cost by the
metrics that they look at; so those that can look at one metric for all functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from pelicart_infra.alarms import ALARMS
from pelicart_infra.stage import Stage

FIVE, QUARTER, HOUR = Duration.minutes(5), Duration.minutes(15), Duration.hours(1)
OLDEST_MS = 5 * 60_000
"""Age of the stream's oldest record that nobody has read: letters are late by it."""


class Watching(Construct):
    """The alarms by the name that the code calls them; each tells the topic, which writes mails."""

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        self._stage = stage
        self.topic = sns.Topic(self, "Topic", topic_name=f"{stage.stack}-alarms", enforce_ssl=True)
        for watcher in stage.watchers:
            self.topic.add_subscription(subscriptions.EmailSubscription(watcher))
        self.alarms: dict[str, cloudwatch.Alarm] = {}
        self.said: dict[str, cloudwatch.IMetric] = {}

    def functions(
        self, functions: Mapping[str, lambda_.Function], log_groups: Mapping[str, logs.LogGroup]
    ) -> None:
        """What goes wrong in any function, and what each says."""
        errors = {f"e{n}": one.metric_errors() for n, one in enumerate(functions.values())}
        self._alarm(
            "errors",
            _sum_of(errors, FIVE),
        )
        self._alarm(
            "throttles",
            lambda_.Function.metric_all_throttles(period=FIVE, statistic="Sum"),
        )
        everywhere = list(log_groups.values())
        self._alarm(
            "logged-errors",
            self._said("logged-errors", everywhere, '{ $.level = "ERROR" }'),
        )
        self._alarm(
            "review",
            self._said("review", everywhere, _event("review")),
        )
        self._alarm(
            "reconcile-missing",
            self._said("reconciled", [log_groups["reconcile"]], _event("reconciled")),
            below=True,
            periods=3,
        )
        self._alarm(
            "letters-late",
            functions["tell"].metric("IteratorAge", period=FIVE, statistic="Maximum"),
            at=OLDEST_MS,
        )
        if self._stage.mail != "none":
            failed = '{ $.event = "mail-down" || $.event = "mail-refused" }'
            self._alarm(
                "mail",
                self._said("mail", [log_groups["tell"], log_groups["reconcile"]], failed, HOUR),
                at=3,
            )
        for provider in self._stage.providers:
            self._notices(provider, log_groups)

    def _notices(self, provider: str, log_groups: Mapping[str, logs.LogGroup]) -> None:
        """Whether this provider's notices arrive.

        `unheard` is an order that `reconcile` found paid ten minutes after its hand-off or later:
        no notice had said so. With no notice of that provider in the same hour, none arrives.
        """
        of = f'$.provider = "{provider}"'
        heard = self._said(
            f"notices-{provider}",
            [log_groups["payment_notice"]],
            f'{{ $.event = "notice" && {of} }}',
            HOUR,
        )
        unheard = self._said(
            f"unheard-{provider}",
            [log_groups["reconcile"]],
            f'{{ $.event = "unheard" && {of} }}',
            HOUR,
        )
        self._alarm(
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
        self._alarm(
            "lost-letters",
            queue.metric_approximate_number_of_messages_visible(period=FIVE, statistic="Maximum"),
        )

    def api(self, errors: cloudwatch.IMetric) -> None:
        """What shoppers and providers are answered."""
        self._alarm("server-errors", errors, at=3, periods=1)

    def _said(
        self, name: str, groups: Sequence[logs.LogGroup], pattern: str, period: Duration = FIVE
    ) -> cloudwatch.IMetric:
        """How many lines of these logs match: one metric, whatever the number of logs."""
        namespace = f"Pelicart/{self._stage.name}"
        for group in groups:
            logs.MetricFilter(
                group,
                f"Said-{name}",
                log_group=group,
                filter_pattern=logs.FilterPattern.literal(pattern),
                metric_namespace=namespace,
                metric_name=name,
                metric_value="1",
            )
        metric = cloudwatch.Metric(
            namespace=namespace, metric_name=name, period=period, statistic="Sum"
        )
        self.said[name] = metric
        return metric

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        at: int = 1,
        below: bool = False,
        periods: int = 1,
    ) -> None:
        """At this number or above; or `below` it, and then silence counts as none."""
        compare, missing = cloudwatch.ComparisonOperator, cloudwatch.TreatMissingData
        said = next(told for kind, told in ALARMS.items() if name.startswith(kind))
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._stage.stack}-{name}",
            alarm_description=f"{said} docs/operations.md#alarm-{name}",
            metric=metric,
            threshold=at,
            evaluation_periods=periods,
            comparison_operator=(
                compare.LESS_THAN_THRESHOLD if below else compare.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
            ),
            treat_missing_data=missing.BREACHING if below else missing.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        alarm.add_ok_action(actions.SnsAction(self.topic))
        self.alarms[name] = alarm


def _event(name: str) -> str:
    return f'{{ $.event = "{name}" }}'


def _sum_of(metrics: Mapping[str, cloudwatch.IMetric], period: Duration) -> cloudwatch.IMetric:
    return cloudwatch.MathExpression(
        expression=" + ".join(f"FILL({name}, 0)" for name in metrics),
        using_metrics=dict(metrics),
        period=period,
        label="all functions",
    )
