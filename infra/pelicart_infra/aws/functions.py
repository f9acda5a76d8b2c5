"""The functions, each with its own role and its own log."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from pelicart_infra.aws.bundles import Bundles
from pelicart_infra.aws.loggroup import log_group
from pelicart_infra.aws.roles import grant, grant_parameters, role
from pelicart_infra.aws.storage import Storage
from pelicart_infra.functions import FUNCTIONS, Function
from pelicart_infra.stage import Stage

MEMORY = 512
"""MB. Lambda gives processor time by it: less would only make cold starts longer."""


class LambdaFunction(Construct):
    """One function: its log and role; its code comes with its environment, which needs the CDN."""

    def __init__(self, scope: Construct, function: Function, stage: Stage) -> None:
        super().__init__(scope, function.name)
        self.function, self._stage = function, stage
        self.log = log_group(self, stage, function.name)
        self.role = role(self, function.name, self.log)

    def make(self, bundles: Bundles, environment: Mapping[str, str]) -> lambda_.Function:
        """The function itself, with this environment and no other."""
        grant_parameters(self.role, dict(environment))
        return lambda_.Function(
            self,
            "Function",
            function_name=f"{self._stage.stack}-{self.function.name}",
            description=f"Pelicart {self._stage.name}: {self.function.name}",
            runtime=bundles.lambda_runtime,
            architecture=bundles.lambda_architecture,
            handler=self.function.handler.replace(":", "."),
            code=bundles.code(self.function.name),
            memory_size=MEMORY,
            timeout=Duration.seconds(self.function.timeout),
            reserved_concurrent_executions=self._stage.concurrency.get(self.function.name) or None,
            environment=dict(environment),
            role=self.role,
            log_group=self.log,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE if self._stage.tracing else lambda_.Tracing.DISABLED,
        )


def function_constructs(
    scope: Construct, stage: Stage, storage: Storage
) -> dict[str, LambdaFunction]:
    """Every function by its name, with its role filled, and no code yet."""
    made = {one.name: LambdaFunction(scope, one, stage) for one in FUNCTIONS}
    for name, construct in made.items():
        grant(construct.role, name, stage, storage)
    return made
