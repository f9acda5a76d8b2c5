"""How alarms are made: from metrics of AWS, or from what functions say in their logs."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from pelicart_infra.alarms import ALARMS
from pelicart_infra.stage import Stage

FIVE = Duration.minutes(5)


class Alarms(Construct):
    """The alarms by the name that the code calls them; each tells the topic, which writes mails."""

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        self.stage = stage
        self.topic = sns.Topic(self, "Topic", topic_name=f"{stage.stack}-alarms", enforce_ssl=True)
        for watcher in stage.watchers:
            self.topic.add_subscription(subscriptions.EmailSubscription(watcher))
        self.alarms: dict[str, cloudwatch.Alarm] = {}
        self.said: dict[str, cloudwatch.IMetric] = {}

    def say(
        self, name: str, groups: Sequence[logs.LogGroup], pattern: str, period: Duration = FIVE
    ) -> cloudwatch.IMetric:
        """How many lines of these logs match: one metric, whatever the number of logs."""
        namespace = f"Pelicart/{self.stage.name}"
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

    def ring(
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
            alarm_name=f"{self.stage.stack}-{name}",
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
