"""People with the policies that docs/operations.md has for them, and no other right."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.aws.imitation import ACCOUNT, REGION
from tests.emulator import ROOT

if TYPE_CHECKING:
    from tests.aws.trial import Trial

WRITTEN_FOR = {"123456789012": ACCOUNT, "eu-west-1": REGION, "production": "trial"}


def documented(who: str) -> str:
    """The policy below "The merchant" or "Who operates the shop", for this account and stage."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    found = re.search(rf"\*\*{who}\*\*.*?```json\n(.*?)```", text, re.DOTALL)
    assert found, who
    policy = found[1]
    for written, here in WRITTEN_FOR.items():
        policy = policy.replace(written, here)
    json.loads(policy)
    return policy


def employed(trial: Trial, who: str) -> Mapping[str, str]:
    """The variables that make AWS's tools somebody with this policy."""
    iam, name = trial.imitation.client("iam"), who.rpartition(" ")[2]
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="theirs", PolicyDocument=documented(who))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def wrong(trial: Trial, whose: Mapping[str, str]) -> list[str]:
    """What the doctor calls wrong; asked again where a slow machine kept it waiting."""
    for _ in range(4):
        said = trial.command("doctor", whose=whose).stdout
        found = [line for line in said.splitlines() if line.strip().startswith("WRONG")]
        if not any("TimeoutError" in line or "no end after" in line for line in found):
            break
    assert "looked at" in said
    return found
