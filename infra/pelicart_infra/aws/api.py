"""The HTTP API in front of the functions that have routes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from pelicart_infra.aws.loggroup import log_group
from pelicart_infra.functions import ANYTHING, FUNCTIONS
from pelicart_infra.stage import Stage

RATE, BURST = 50, 100
"""Requests per second that the whole shop answers, lasting and for a moment; more get 429."""

LOGGED = {
    "request": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "error": "$context.error.responseType",
}
"""Of each request. No path, which may hold a token, and nothing that tells who asked."""


class Api(Construct):
    """The API; its routes come with the functions."""

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        self.api = gateway.HttpApi(
            self, "Api", api_name=stage.stack, create_default_stage=False,
            description=f"Pelicart {stage.name}",
        )  # fmt: skip
        self.routes: list[gateway.HttpRoute] = []
        self.log = log_group(self, stage, "api")
        default = gateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=gateway.ThrottleSettings(rate_limit=RATE, burst_limit=BURST),
        )
        made = cast("gateway.CfnStage", default.node.default_child)
        made.access_log_settings = gateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.log.log_group_arn, format=json.dumps(LOGGED)
        )

    def add_routes(self, functions: Mapping[str, lambda_.Function]) -> None:
        """Every route to its function, whatever the method: the function refuses wrong ones."""
        for function in FUNCTIONS:
            integration = integrations.HttpLambdaIntegration(
                f"{function.name}Integration", functions[function.name]
            )
            for number, route in enumerate(function.routes):
                made = gateway.HttpRoute(
                    self,
                    f"{function.name}{number}",
                    http_api=self.api,
                    integration=integration,
                    route_key=_key(route.path),
                )
                self.routes.append(made)


def _key(path: str) -> gateway.HttpRouteKey:
    if path == ANYTHING:
        return gateway.HttpRouteKey.DEFAULT
    return gateway.HttpRouteKey.with_(path, gateway.HttpMethod.ANY)
