"""Takes a stage away again; what is kept by its file stays, and needs to be asked for twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from pelicart_infra.deploy.account import Account
from pelicart_infra.deploy.cdk import Cdk
from pelicart_infra.deploy.errors import Missing
from pelicart_infra.stage import WAF_REGION, Stage

ANY_ACL = f"arn:aws:wafv2:{WAF_REGION}:123456789012:global/webacl/any/any"
"""Whatever it was: the template is made, and not deployed."""
MOST = 1000
"""Objects of one DeleteObjects."""


def destroy(
    stage: Stage, account: Account, cdk: Cdk, context: Mapping[str, str], sure: str
) -> None:
    """Empties the buckets that go, and lets CDK delete the stack. `Missing` unless told twice."""
    if stage.keep and sure != stage.name:
        raise Missing(
            f"{stage.name} is a stage to keep: its shop would be gone at once, and only its "
            "tables and buckets would stay. If you mean it, say so twice:  "
            f"make destroy STAGE={stage.name} SURE={stage.name}"
        )
    said = {"stage": stage.name, "cdn_secret_version": "1", **context}
    if stage.waf and account.region != WAF_REGION:
        said.setdefault("acl", ANY_ACL)
    if stage.keep:
        print(f"[1/2] {stage.stack} may be deleted now; its tables and buckets stay")
        account.cloudformation().update_termination_protection(
            StackName=stage.stack, EnableTerminationProtection=False
        )
    else:
        for bucket in _buckets(stage, account):
            print(f"[1/2] emptying {bucket}", flush=True)
            _empty(account, bucket)
    print(f"[2/2] deleting {stage.stack}: the CDN takes some minutes", flush=True)
    cdk.run(cdk.command("destroy", "Shop", "--force", context=said), account.region)
    if stage.waf and account.region != WAF_REGION:
        context = {**said, "part": "waf"}
        cdk.run(cdk.command("destroy", "Waf", "--force", context=context), WAF_REGION)
    print(
        f"{stage.name} is gone. Its secrets stay below /pelicart/{stage.name}/ in the parameters."
    )


def _buckets(stage: Stage, account: Account) -> Iterator[str]:
    """The buckets of the stack, if there is one."""
    pages = account.cloudformation().get_paginator("list_stack_resources")
    try:
        for page in pages.paginate(StackName=stage.stack):
            for one in page["StackResourceSummaries"]:
                there = one["ResourceStatus"] != "DELETE_COMPLETE"
                if one["ResourceType"] == "AWS::S3::Bucket" and there:
                    yield one.get("PhysicalResourceId", "")
    except ClientError as wrong:
        raise Missing(f"No stack {stage.stack} in {account.region}: {wrong}") from wrong


def _empty(account: Account, bucket: str) -> None:
    """Deletes every version of everything: S3 deletes no bucket that holds something."""
    s3 = account.s3()
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found: list[Any] = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        for start in range(0, len(keys), MOST):
            some: Any = keys[start : start + MOST]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": some, "Quiet": True})
