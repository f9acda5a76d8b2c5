"""What the deployed stage tells the merchant's command, and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import CfnOutput
from aws_cdk import aws_ssm as ssm

from pelicart_infra.deployed import PARAMETER, Deployed
from pelicart_infra.environment import all_of

if TYPE_CHECKING:
    from pelicart_infra.aws.shop import ShopStack


def tell(stack: ShopStack) -> None:
    """Writes the parameter, and the outputs."""
    deployed = _deployed(stack)
    ssm.StringParameter(
        stack,
        "Deployed",
        parameter_name=PARAMETER.format(stage=stack.stage.name),
        description="What the command `pelicart` needs to know of this stage",
        string_value=deployed.text(),
    )
    outputs = {
        "Origin": (deployed.origin, "The shop"),
        "NoticeAddresses": (
            " ".join(f"{deployed.origin}/shop/notice/{name}" for name in stack.stage.providers),
            "What to give to the payment providers",
        ),
        "ApiAddress": (deployed.api, "The API that the CDN asks"),
        "SiteBucket": (deployed.site, "Where publish puts the site"),
        "DeployedParameter": (PARAMETER.format(stage=stack.stage.name), "What the command reads"),
    }
    if stack.mail:
        records = " ".join(f"{name} CNAME {value}" for name, value in stack.mail.records)
        outputs["DkimRecords"] = (records, "DNS records that sign the shop's mails")
    if stack.cdn:
        host = stack.cdn.distribution.distribution_domain_name
        outputs["CdnAddress"] = (host, "Where the shop's own names must lead")
    for name, (value, description) in outputs.items():
        CfnOutput(stack, name, value=value or "none", description=description)


def _deployed(stack: ShopStack) -> Deployed:
    cdn = stack.cdn.distribution.distribution_id if stack.cdn else ""
    return Deployed(
        stage=stack.stage.name,
        stack=stack.stage.stack,
        region=stack.region,
        origin=stack.origin,
        site=stack.storage.site.bucket_name,
        files=stack.storage.files.bucket_name,
        releases=stack.storage.releases.bucket_name,
        distribution=cdn,
        api=f"https://{stack.api_host}",
        queue=stack.lost.queue.queue_url,
        topic=stack.watching.topic.topic_arn,
        schedule=f"{stack.stage.stack}-reconcile",
        environment=all_of(stack.environments),
        functions={name: made.function_name for name, made in stack.functions.items()},
        alarms={name: alarm.alarm_name for name, alarm in stack.watching.alarms.items()},
    )
