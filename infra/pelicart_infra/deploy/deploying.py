"""Deploys one stage."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from pelicart_infra.deploy.account import Account
from pelicart_infra.deploy.cdk import Cdk
from pelicart_infra.deploy.needs import cdn_secret_version
from pelicart_infra.stage import WAF_REGION, Stage

STEPS = 3


def deploy(
    stage: Stage, account: Account, cdk: Cdk, context: Mapping[str, str], *, bootstrap: bool
) -> None:
    """Looks, prepares, deploys. Safe to repeat: what is there already stays as it is."""
    _step(1, f"what {stage.name} needs in account {account.id}, {account.region}")
    bundles = Path(context.get("bundles", "build/bundles"))
    version = cdn_secret_version(stage, account, bundles, bootstrapped=bootstrap)
    said = {"stage": stage.name, "cdn_secret_version": str(version), **context}
    if bootstrap:
        target = f"aws://{account.id}/{account.region}"
        cdk.run(cdk.command("bootstrap", target, context=said), account.region)
    _step(2, "the limit of requests" if stage.waf else "no limit of requests: waf = 0")
    said |= _limit(stage, account, cdk, said)
    _step(3, f"the stack {stage.stack}: the first time it takes about ten minutes")
    cdk.run(cdk.command("deploy", "Shop", *_asking(), context=said), account.region)
    print(f"Deployed. Next:  pelicart --stage {stage.name} publish")


def _limit(stage: Stage, account: Account, cdk: Cdk, said: Mapping[str, str]) -> dict[str, str]:
    """The ARN of the web ACL of a shop in another region than that of all web ACLs of the CDN."""
    if not stage.waf or account.region == WAF_REGION or "acl" in said:
        return {}
    context = {**said, "part": "waf"}
    cdk.run(cdk.command("deploy", "Waf", *_asking(), context=context), WAF_REGION)
    return {"acl": account.output(f"{stage.stack}-waf", "Acl", WAF_REGION)}


def _asking() -> tuple[str, ...]:
    """Whoever sits before it is asked before rights are widened; a pipeline was reviewed."""
    approval = "broadening" if sys.stdin.isatty() else "never"
    return ("--require-approval", approval, "--progress", "events")


def _step(number: int, text: str) -> None:
    print(f"[{number}/{STEPS}] {text}", flush=True)
