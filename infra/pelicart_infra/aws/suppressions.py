"""The rules of cdk-nag that this stack breaks on purpose, each with its reason.

Printed by `make test-stack`. An identifier in brackets is the one finding that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from aws_cdk import Acknowledgment, Validations
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

if TYPE_CHECKING:
    from pelicart_infra.aws.shop import ShopStack

REASONS = {
    "S1": "Who reads the site is told by the CDN's metrics. A log of the files bucket would tie "
    "addresses of people to what they bought; writes to buckets are in CloudTrail if wanted.",
    "APIG4": "A shop is public. The functions refuse whatever lacks the CDN's secret, orders are "
    "for the bearer of their signed link, and notices prove who sent them.",
    "CFR1": "A shop says itself where it delivers; a country closed at the CDN couldn't read it.",
    "CFR2": "A web ACL costs US$6 a month, more than all else of a small shop: the stage's file "
    "switches it on with `waf`, and the API has a throttle in any case.",
    "CFR3": "An access log would hold the paths of orders, whose tokens let their bearer in. "
    "The API logs each request by its route.",
    "CFR4": "Without a domain the CDN's own name is used, whose least TLS AWS fixes; with a domain "
    "and its certificate it is TLS 1.2 of 2021.",
    "SQS3": "It is itself where records of the stream end that failed for good.",
    "DDB3": "No copy of a sealed card may outlive its order: recovery would keep it for 35 days.",
    "L1": "Bundles are compiled for Python 3.13, with wheels pinned for it; AWS keeps it until "
    "2029. The next runtime comes with the bundles of that Python.",
    "IAM5[Resource::*]": "X-Ray's and ListStreams' actions have no resource type: AWS takes only "
    "`*` for them. All else in this role names its resource.",
    "IAM5[files]": "`order` signs addresses of files of this one bucket, whose names it learns "
    "from the order; it may read there and nothing else.",
}


def acknowledge(stack: ShopStack) -> None:
    """Tells cdk-nag, construct by construct."""
    for construct, rule in broken(stack):
        identifier = rule
        if rule == "IAM5[files]":
            bucket = cast("s3.CfnBucket", stack.storage.files.node.default_child)
            files = stack.get_logical_id(bucket)
            identifier = f"IAM5[Resource::<{files}.Arn>/*]"
        Validations.of(construct).acknowledge(
            Acknowledgment(id=f"AwsSolutions::AwsSolutions-{identifier}", reason=REASONS[rule])
        )


def broken(stack: ShopStack) -> Iterator[tuple[IConstruct, str]]:
    """Which construct breaks which rule."""
    for bucket in (stack.storage.site, stack.storage.releases, stack.storage.files):
        yield bucket, "S1"
    if stack.storage.cards:
        yield stack.storage.cards, "DDB3"
    for route in stack.api.routes:
        yield route, "APIG4"
    if stack.cdn:
        for rule in ("CFR1", "CFR3"):
            yield stack.cdn.distribution, rule
        if not stack.stage.waf:
            yield stack.cdn.distribution, "CFR2"
        if not stack.stage.certificate:
            yield stack.cdn.distribution, "CFR4"
    yield stack.lost.queue, "SQS3"
    for name, function in stack.functions.items():
        yield function, "L1"
        role = stack.roles[name]
        if stack.stage.tracing or name == "tell":
            yield role, "IAM5[Resource::*]"
    yield stack.roles["order"], "IAM5[files]"
