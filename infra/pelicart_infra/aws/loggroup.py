"""A log of the stage, kept for as many days as its file says."""

from __future__ import annotations

from typing import cast

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

from pelicart_infra.stage import Stage


def log_group(scope: Construct, stage: Stage, part: str) -> logs.LogGroup:
    """`/pelicart/<stage>/<part>`. It goes with the stack: nothing in it is worth more than that."""
    made = logs.LogGroup(
        scope,
        "Log",
        log_group_name=f"/pelicart/{stage.name}/{part}",
        removal_policy=RemovalPolicy.DESTROY,
    )
    cast("logs.CfnLogGroup", made.node.default_child).retention_in_days = stage.log_days
    return made
