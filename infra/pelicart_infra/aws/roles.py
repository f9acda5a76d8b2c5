"""One role for each function, with what `pelicart_infra.grants` gives it and its own log."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from pelicart_infra.aws.storage import Storage
from pelicart_infra.environment import MARK
from pelicart_infra.grants import GRANTS, Items
from pelicart_infra.stage import Stage


def role(scope: Construct, function: str, log: logs.ILogGroup) -> iam.Role:
    """A role that may write this log, and nothing yet besides."""
    made = iam.Role(
        scope,
        "Role",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        description=f"Pelicart's function {function}",
    )
    made.add_to_policy(_allowed(["logs:CreateLogStream", "logs:PutLogEvents"], [log.log_group_arn]))
    return made


def grant(made: iam.Role, function: str, stage: Stage, storage: Storage) -> None:
    """Adds what the function does."""
    given = GRANTS[function]
    for items in given.items:
        if statement := _items(items, storage):
            made.add_to_policy(statement)
    if given.files:
        made.add_to_policy(_allowed(["s3:GetObject"], [storage.files.arn_for_objects("*")]))
    if given.mail and stage.by_ses:
        made.add_to_policy(
            _allowed(["ses:SendEmail", "ses:SendRawEmail"], _mail_resources(made, stage))
        )


def grant_parameters(made: iam.Role, environment: dict[str, str]) -> None:
    """Lets it read the parameters that its own environment names.

    Their key is AWS's own, `aws/ssm`: it serves whoever may read the parameter.
    """
    names = sorted(value.removeprefix(MARK) for value in environment.values() if MARK in value[:4])
    arns = [Stack.of(made).format_arn(service="ssm", resource=f"parameter{name}") for name in names]
    if arns:
        made.add_to_policy(_allowed(["ssm:GetParameters"], arns))


def grant_stream(made: iam.Role, table: dynamodb.Table, queue_arn: str) -> None:
    """Lets Lambda read the table's stream in this role's name, and put aside what fails."""
    stream = str(table.table_stream_arn)
    verbs = ("DescribeStream", "GetRecords", "GetShardIterator")
    made.add_to_policy(_allowed([f"dynamodb:{verb}" for verb in verbs], [stream]))
    # Its resource type is none: it can only be given for all streams.
    made.add_to_policy(_allowed(["dynamodb:ListStreams"], ["*"]))
    made.add_to_policy(_allowed(["sqs:SendMessage"], [queue_arn]))


def _items(items: Items, storage: Storage) -> iam.PolicyStatement | None:
    table = storage.cards if items.table == "cards" else storage.table
    if table is None:
        return None
    arn = f"{table.table_arn}/index/{items.index}" if items.index else table.table_arn
    statement = _allowed([f"dynamodb:{verb}" for verb in items.verbs], [arn])
    statement.add_conditions(
        {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(items.keys)}}
    )
    return statement


def _mail_resources(scope: Construct, stage: Stage) -> list[str]:
    names = [("identity", stage.sender)]
    if configuration := stage.mail.partition(":")[2]:
        names.append(("configuration-set", configuration))
    stack = Stack.of(scope)
    return [
        stack.format_arn(service="ses", resource=kind, resource_name=name) for kind, name in names
    ]


def _allowed(actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=resources)
