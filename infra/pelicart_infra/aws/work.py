"""What runs functions besides requests: the table's stream, and the clock."""

from __future__ import annotations

import json
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from pelicart_infra.aws.roles import grant_stream
from pelicart_infra.aws.storage import Storage
from pelicart_infra.functions import Function
from pelicart_infra.stage import Stage

BATCH, RETRIES, OLDEST = 10, 8, Duration.hours(6)


class LostLetters(Construct):
    """Where records of the stream end that failed for good: numbers of records, no order's data.

    Their orders keep their duty, and `reconcile` sends what is due; the queue tells that it had to.
    """

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )


def run_by_stream(
    made: lambda_.Function, role: iam.Role, beginning: str, storage: Storage, lost: LostLetters
) -> lambda_.EventSourceMapping:
    """Maps the table's changes to the function: those of items whose key begins so, alone."""
    grant_stream(role, storage.table, lost.queue.queue_arn)
    pattern = {"dynamodb": {"Keys": {"key": {"S": [{"prefix": beginning}]}}}}
    mapping = lambda_.EventSourceMapping(
        made,
        "Stream",
        target=made,
        event_source_arn=storage.table.table_stream_arn,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=BATCH,
        bisect_batch_on_error=True,
        report_batch_item_failures=True,
        retry_attempts=RETRIES,
        max_record_age=OLDEST,
        filters=[{"pattern": json.dumps(pattern)}],
    )
    # Not by `on_failure`, which would give the role more rights in the queue than it needs.
    raw = cast("lambda_.CfnEventSourceMapping", mapping.node.default_child)
    raw.destination_config = lambda_.CfnEventSourceMapping.DestinationConfigProperty(
        on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=lost.queue.queue_arn)
    )
    return mapping


def run_by_clock(
    scope: Construct, made: lambda_.Function, function: Function, stage: Stage
) -> events.Rule:
    """Runs it every so often. A run that isn't begun in time is left to the next one.

    One that fails Lambda tries twice again: that is safe, and what it misses the next one does.
    """
    return events.Rule(
        scope,
        "Schedule",
        rule_name=f"{stage.stack}-{function.name}",
        description=f"Pelicart {stage.name}: {function.name}",
        schedule=events.Schedule.rate(Duration.seconds(function.every)),
        targets=[targets.LambdaFunction(made, retry_attempts=0)],
    )
