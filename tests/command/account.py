"""An account of AWS with one deployed stage: moto's parameter store, and what moto has not."""

import os
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace

import boto3

from pelicart_infra.deployed import PARAMETER, Deployed
from pelicart_infra.environment import secrets_of
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage

REGION = "eu-west-3"
STAGE = Stage("staging", region=REGION, providers=("stripe",), sender="shop.example")
SHOP = Deployed(
    stage="staging",
    stack="pelicart-staging",
    region=REGION,
    origin="https://shop.example",
    site="site-bucket",
    files="files-bucket",
    releases="releases-bucket",
    distribution="E1",
    api="https://api.example",
    queue="https://sqs.example/letters",
    topic="arn:aws:sns:eu-west-3:123456789012:alarms",
    schedule="pelicart-staging-reconcile",
    environment={
        "PELICART_TABLE": "shop",
        **{name: f"ssm:{STAGE.parameter(name)}" for name in secrets_of(STAGE)},
    },
    functions={one.name: f"pelicart-staging-{one.name}" for one in FUNCTIONS},
)

OUTSIDE = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "someone",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_CONFIG_FILE": os.devnull,
}


def deploy(shop=SHOP):
    name = PARAMETER.format(stage=shop.stage)
    client("ssm").put_parameter(Name=name, Value=shop.text(), Type="String", Overwrite=True)


@dataclass
class Functions:
    """Lambda, as far as starting anew goes; at each start a function reads the secrets."""

    read: object
    environments: dict = field(default_factory=dict)
    started: list = field(default_factory=list)
    seen: dict = field(default_factory=dict)
    """By function: what it has read, start by start."""
    waited: list = field(default_factory=list)
    breaks: int = 0
    """Starts until one fails; 0 is never."""
    # ruff: noqa: N803  AWS's own names

    def get_waiter(self, name):
        assert name == "function_updated"
        return SimpleNamespace(wait=self._wait)

    def _wait(self, FunctionName):
        self.waited.append(FunctionName)

    def get_function_configuration(self, FunctionName):
        return {
            "Environment": {"Variables": self.environments.setdefault(FunctionName, {"A": "1"})}
        }

    def update_function_configuration(self, FunctionName, Environment):
        self.breaks -= 1
        if not self.breaks:
            raise KeyboardInterrupt
        assert Environment["Variables"]["A"] == "1", "a start takes nothing away"
        self.environments[FunctionName] = Environment["Variables"]
        self.started.append(FunctionName)
        self.seen.setdefault(FunctionName, []).append(self.read())


@dataclass
class Cdn:
    """CloudFront with one distribution that sends one secret."""

    sends: str = ""
    status: str = "Deployed"

    def get_distribution(self, Id):
        assert Id == SHOP.distribution
        header = {"HeaderName": "X-Pelicart-Origin", "HeaderValue": self.sends}
        origins = [
            {"CustomHeaders": {"Quantity": 0}},
            {"CustomHeaders": {"Quantity": 1, "Items": [header]}},
        ]
        config = {"Origins": {"Items": origins}}
        return {"Distribution": {"Status": self.status, "DistributionConfig": config}}


@cache
def client(name):
    """moto's. Building one costs more than a test, so there is one for all of them."""
    account = {"aws_access_key_id": "someone", "aws_secret_access_key": "secret"}
    return boto3.Session(region_name=REGION, **account).client(name)


def session_with(**clients):
    """A class for `boto3.Session` in which these services are others than moto's."""

    @dataclass
    class Session:
        region_name: str | None = REGION

        def client(self, name):
            return clients.get(name) or client(name)

    return Session
