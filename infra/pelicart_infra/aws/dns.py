"""The shop's names in Route 53, if its zone is there."""

from __future__ import annotations

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from constructs import Construct

from pelicart_infra.stage import Stage

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""Of every distribution: https://docs.aws.amazon.com/general/latest/gr/cf_region.html"""


def name_shop(scope: Construct, stage: Stage, distribution: cloudfront.Distribution) -> None:
    """Leads each domain to the CDN, by IPv4 and IPv6.

    The zone is named, not looked up: a look-up would need credentials to make the template.
    """
    for domain in stage.domains if stage.zone else ():
        for kind in ("A", "AAAA"):
            route53.CfnRecordSet(
                scope,
                f"{kind}-{domain}",
                hosted_zone_name=f"{stage.zone}.",
                name=domain,
                type=kind,
                alias_target=route53.CfnRecordSet.AliasTargetProperty(
                    dns_name=distribution.distribution_domain_name,
                    hosted_zone_id=CLOUDFRONT_ZONE,
                ),
            )
