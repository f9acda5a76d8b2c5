"""A limit of requests of one address at the CDN. CloudFront takes such rules of us-east-1 alone."""

from __future__ import annotations

from aws_cdk import BootstraplessSynthesizer, CfnOutput, Stack
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from pelicart_infra.stage import WAF_REGION, Stage

TOO_MANY = 429
"""Not WAF's own 403, which the CDN might take for the site's."""


class WafStack(Stack):
    """For a shop in another region: deployed before it, which is given its `Acl`."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(
            scope,
            name,
            stack_name=f"{stage.stack}-waf",
            description=f"Pelicart, a shop: {stage.name}, its limit of requests",
            env={"account": stage.account or None, "region": WAF_REGION},
            # It has no files, so that its region needs no preparation.
            synthesizer=BootstraplessSynthesizer(),
        )
        CfnOutput(self, "Acl", value=rate_rule(self, stage).attr_arn)


def rate_rule(scope: Construct, stage: Stage) -> waf.CfnWebACL:
    """Lets everybody through, but none more often than the stage says in five minutes."""
    return waf.CfnWebACL(
        scope,
        "Waf",
        name=stage.stack,
        scope="CLOUDFRONT",
        default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_metric(stage.stack),
        rules=[
            waf.CfnWebACL.RuleProperty(
                name="rate",
                priority=0,
                statement=waf.CfnWebACL.StatementProperty(
                    rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                        aggregate_key_type="IP", limit=stage.waf, evaluation_window_sec=300
                    )
                ),
                action=waf.CfnWebACL.RuleActionProperty(
                    block=waf.CfnWebACL.BlockActionProperty(
                        custom_response=waf.CfnWebACL.CustomResponseProperty(response_code=TOO_MANY)
                    )
                ),
                visibility_config=_metric(f"{stage.stack}-rate"),
            )
        ],
    )


def _metric(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    """Counts, and keeps no samples: they hold whole requests, tokens in their paths."""
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
