"""The account that is deployed to, as far as a deployment asks it itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from pelicart_infra.deploy.errors import Missing
from pelicart_infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient

MOST = 10
"""Names of one GetParameters."""
BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
"""CDK's own mark of an account and region that it was prepared in."""


@dataclass(frozen=True)
class Account:
    """Account and region, with the credentials of whoever asks."""

    id: str
    region: str
    session: boto3.Session

    def versions(self, names: Sequence[str]) -> dict[str, int]:
        """The version of each parameter that exists; no value is opened."""
        ssm: SSMClient = self.session.client("ssm", region_name=self.region)
        found: dict[str, int] = {}
        for start in range(0, len(names), MOST):
            answer = ssm.get_parameters(Names=list(names[start : start + MOST]))
            found |= {one["Name"]: one["Version"] for one in answer["Parameters"]}
        return found

    def processes(self) -> int:
        """How many processes all functions of the account may have at once, in this region."""
        client: LambdaClient = self.session.client("lambda", region_name=self.region)
        return int(client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])

    def output(self, stack: str, name: str, region: str) -> str:
        """An output of a stack that is deployed."""
        stacks = self.cloudformation(region).describe_stacks(StackName=stack)["Stacks"]
        outputs = {one.get("OutputKey"): one.get("OutputValue") for one in stacks[0]["Outputs"]}
        return str(outputs[name])

    def cloudformation(self, region: str = "") -> CloudFormationClient:
        """CloudFormation in the stage's region, or another."""
        client: CloudFormationClient = self.session.client(
            "cloudformation", region_name=region or self.region
        )
        return client

    def s3(self) -> S3Client:
        """S3 in the stage's region."""
        client: S3Client = self.session.client("s3", region_name=self.region)
        return client


def enter(stage: Stage, session: boto3.Session | None = None) -> Account:
    """The account of the credentials in force; `Missing` if it isn't the stage's, or none is."""
    session = session or boto3.Session()
    region = stage.region or os.environ.get("AWS_REGION") or session.region_name or ""
    if not region:
        raise Missing(
            "No region: write it into the stage's file, or set AWS_REGION, such as eu-west-3."
        )
    try:
        sts: Any = session.client("sts", region_name=region)
        account = str(sts.get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as wrong:
        raise Missing(
            f"No credentials that AWS takes ({wrong}): log in, as with  aws sso login."
        ) from wrong
    if stage.account and stage.account != account:
        raise Missing(
            f"You are logged in to account {account}, and {stage.name} belongs into "
            f"{stage.account}: choose another profile, as with  AWS_PROFILE=…"
        )
    return Account(account, region, session)
