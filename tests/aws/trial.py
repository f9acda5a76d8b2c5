"""The shop as it was deployed to the imitation, and what a test may know of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx
from tests.aws.imitation import ACCOUNT, Imitation
from tests.aws.visitor import Visitor
from tests.e2e.running import Running, within

from pelicart.order import Order
from pelicart.store.dynamo import DynamoStore
from pelicart_command.finding import newest
from pelicart_infra.deployed import PARAMETER, Deployed, deployed_from

if TYPE_CHECKING:
    import boto3

Done = subprocess.CompletedProcess[str]
Whose = Mapping[str, str]
OWNER: Whose = {}
"""Whose rights a command has: variables with credentials, or none for the account's owner."""
STAGE = "trial"
PATIENCE = 900


@dataclass(frozen=True)
class Trial(Running):
    """One deployment; `note` has the provider's address, `folder` the sources it is made of."""

    imitation: Imitation = field(kw_only=True)
    visitors: list[Visitor] = field(default_factory=list, kw_only=True)

    @cached_property
    def deployed(self) -> Deployed:
        """What the stack told the merchant's command."""
        answer = self.imitation.client("ssm").get_parameter(Name=PARAMETER.format(stage=STAGE))
        return deployed_from(answer["Parameter"]["Value"])

    @property
    def origin(self) -> str:
        return self.deployed.origin

    @property
    def store(self) -> DynamoStore:
        """Its tables, as whoever owns the account."""
        environment = self.deployed.environment
        return DynamoStore(
            self.imitation.client("dynamodb"),
            environment["PELICART_TABLE"],
            environment["PELICART_CARDS_TABLE"],
        )

    def shopper(self) -> Visitor:
        """Somebody at an address of their own, with a browser."""
        local = f"127.0.0.{len(self.visitors) + 2}"
        self.visitors.append(Visitor(self.origin, self.imitation.transport(local)))
        return self.visitors[-1]

    def close(self) -> None:
        """Lets everybody go who came."""
        for visitor in self.visitors:
            visitor.client.close()

    def command(self, *argv: str, said: str = "", whose: Whose = OWNER) -> Done:
        """`pelicart --stage trial …`, with `said` typed into it, by somebody."""
        command = [sys.executable, "-m", "pelicart_command", "--stage", STAGE, *argv]
        return run(self, command, said=said, whose=whose)

    def orders(self) -> Iterator[Order]:
        return newest(self.store, self.now(), months=2)

    def now(self) -> int:
        return int(time.time())

    def ask(self, host: str, path: str, **request: Any) -> httpx.Response:
        """Any host of AWS, without following where it leads."""
        with httpx.Client(transport=self.imitation.transport(), trust_env=False) as client:
            return client.request(request.pop("method", "GET"), f"https://{host}{path}", **request)

    def mails(self, about: str, least: int = 1) -> list[Mapping[str, str]]:
        """What SES took for a number or a name, once it is so many."""
        found: list[Mapping[str, str]] = []

        def enough() -> bool:
            taken = self.ask("localhost", "/_ministack/ses/messages").json()["messages"]
            found[:] = [mail for mail in taken.get(ACCOUNT, ()) if about in json.dumps(mail)]
            return len(found) >= least

        assert within(20, enough), f"{len(found)} mails about {about}: {found}"
        return found

    def acting(self, function: str, whose: boto3.Session | None = None) -> boto3.Session:
        """Somebody with a function's role and no other right; `whose` takes it, or the owner."""
        import boto3  # noqa: PLC0415

        client, sts = self.imitation.client, self.imitation.client("sts", whose)
        name = self.deployed.functions[function]
        role = client("lambda").get_function_configuration(FunctionName=name)["Role"]
        taken = sts.assume_role(RoleArn=role, RoleSessionName="attempts")["Credentials"]
        return boto3.Session(
            taken["AccessKeyId"], taken["SecretAccessKey"], taken["SessionToken"],
            region_name=self.deployed.region,
        )  # fmt: skip

    def overdue(self, key: str) -> None:
        """Lets time pass for one order: what is due some day is due now."""
        self.imitation.client("dynamodb").update_item(
            TableName=self.deployed.environment["PELICART_TABLE"],
            Key={"key": {"S": key}},
            UpdateExpression="SET due_at = :now",
            ConditionExpression="attribute_exists(due_at)",
            ExpressionAttributeValues={":now": {"N": str(self.now() - 1)}},
        )

    def logged(self, function: str) -> list[str]:
        """Every line of a function's log."""
        functions, logs = self.imitation.client("lambda"), self.imitation.client("logs")
        name = self.deployed.functions[function]
        group = functions.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"] for page in pages for event in page["events"]]


def run(
    trial: Trial, argv: list[str], *, said: str = "", whose: Whose = OWNER, folder: str = ""
) -> Done:
    """Runs a command of ours in the folder of the shop, or another, led to the imitation."""
    return subprocess.run(
        argv, check=False, cwd=folder or trial.folder, input=said,
        env={**trial.imitation.environment, **whose},
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip


def went_well(done: Done) -> str:
    assert done.returncode == 0, f"{done.args}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout
