# ruff: noqa: N803, ARG002  AWS's own names
from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from pelicart_infra.deploy.account import BOOTSTRAP, Account
from pelicart_infra.deploy.cdk import Cdk
from pelicart_infra.environment import CDN_SECRET, secrets_of
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage

REGION = "eu-west-3"
STAGE = Stage("staging", region=REGION, providers=("stripe",), mail="none", keep=False)
OUTSIDE = {
    "AWS_ACCESS_KEY_ID": "someone",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Noted(Cdk):
    """CDK's command line, that does nothing but be noted."""

    lines: list = field(default_factory=list)

    @property
    def node(self):
        return self.root / "node"

    def run(self, command, region):
        words = command[2:]
        at = words.index("--app")
        said = dict(one.split("=", 1) for one in words if "=" in one)
        self.lines.append((*words[:at], said, region))

    @property
    def verbs(self):
        return [line[:2] for line in self.lines]


@dataclass
class Stacks:
    """CloudFormation, as far as it is asked: moto's own needs packages that we have not."""

    buckets: list = field(default_factory=list)
    outputs: dict = field(default_factory=dict)
    unprotected: list = field(default_factory=list)

    def get_paginator(self, _name):
        return self

    def paginate(self, StackName):
        if not self.buckets:
            missing = {"Code": "ValidationError", "Message": f"{StackName} does not exist"}
            raise ClientError({"Error": missing}, "ListStackResources")
        kinds = [("AWS::S3::Bucket", name) for name in self.buckets]
        for kind, name in (*kinds, ("AWS::SQS::Queue", "letters")):
            status = {"ResourceStatus": "CREATE_COMPLETE", "PhysicalResourceId": name}
            yield {"StackResourceSummaries": [{"ResourceType": kind, **status}]}

    def describe_stacks(self, StackName):
        (output,) = self.outputs[StackName].items()
        return {"Stacks": [{"Outputs": [{"OutputKey": output[0], "OutputValue": output[1]}]}]}

    def update_termination_protection(self, StackName, EnableTerminationProtection):
        if not EnableTerminationProtection:
            self.unprotected.append(StackName)


@dataclass(frozen=True)
class Roomy(Account):
    """An account whose processes and stacks are known: moto has neither."""

    room: int = 1000
    stacks: Stacks = field(default_factory=Stacks)

    def cloudformation(self, region=""):
        return self.stacks

    def processes(self):
        return self.room


@pytest.fixture
def account(monkeypatch):
    for name, value in OUTSIDE.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield Roomy("123456789012", REGION, boto3.Session(region_name=REGION))


@pytest.fixture
def bundles(tmp_path):
    for one in FUNCTIONS:
        (tmp_path / f"{one.name}.zip").touch()
    return tmp_path


@pytest.fixture
def cdk(tmp_path):
    return Noted(tmp_path)


def put(account, name, value="some value", **more):
    ssm = account.session.client("ssm", region_name=account.region)
    ssm.put_parameter(Name=name, Value=value, Type="String", Overwrite=True, **more)


@pytest.fixture
def ready(account):
    """An account where all is there that the stage needs."""
    for name in (*secrets_of(STAGE), CDN_SECRET):
        put(account, STAGE.parameter(name))
    put(account, STAGE.parameter(CDN_SECRET), "another")
    put(account, BOOTSTRAP, "21")
    return account


def with_room(account, room):
    return replace(account, room=room)
