"""cfn-lint, cdk-nag, and the template as it was reviewed last."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks
from tests.infra.aws.templates import SMALL, WHOLE

from pelicart_infra.aws.shop import ShopStack
from pelicart_infra.aws.suppressions import REASONS, broken

SNAPSHOT = Path(__file__).with_name("snapshot.yaml")
NOT_OURS = "W3005"
"""CDK says again what a reference says already: a function comes after its role."""


def judged(stage, bundles, folder):
    """cdk-nag's report, and what is acknowledged: rule and construct."""
    app = App(outdir=str(folder))
    made = ShopStack(app, "Shop", stage=stage, bundles=bundles, cdn_secret_version=1)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as wrong:  # it has findings, which the report tells
        assert "ValidationFailed" in str(wrong)  # noqa: PT017
    report = json.loads((folder / "validation-report.json").read_text("utf-8"))
    (nag,) = report["pluginReports"]
    return nag, {(rule, construct.node.path) for construct, rule in broken(made)}


@pytest.mark.parametrize("stage", [WHOLE, SMALL], ids=lambda one: one.name)
def test_cdk_nag_finds_what_is_acknowledged_and_nothing_else(stage, bundles, tmp_path):
    nag, acknowledged = judged(stage, bundles, tmp_path)
    assert nag["violations"] == []
    used = {
        (one["acknowledgedId"].rpartition("AwsSolutions-")[2], one["acknowledgedAt"])
        for one in nag["suppressedViolations"]
    }
    assert {(_plain(rule), path) for rule, path in used} == acknowledged


def _plain(identifier):
    """As our reasons call it: the bucket has a name of CDK's own."""
    return "IAM5[files]" if "<StorageFiles" in identifier else identifier


def test_every_reason_is_needed_by_some_stage(bundles):
    stages = [
        ShopStack(App(), "Shop", stage=stage, bundles=bundles, cdn_secret_version=1)
        for stage in (WHOLE, SMALL)
    ]
    assert {rule for stack in stages for _, rule in broken(stack)} == REASONS.keys()


def test_cfn_lint_finds_nothing(whole, small, tmp_path):
    files = []
    for name, template in (("whole", whole), ("small", small)):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps(template.to_json()))
    linted = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), "-i", NOT_OURS, "--", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.stdout == ""
    assert linted.returncode == 0


def test_the_template_is_the_one_that_was_reviewed(whole):
    """After a change that is meant: SNAPSHOT=write make test-stack, and read the difference."""
    now = yaml.safe_dump(normal(whole.to_json()), sort_keys=True, width=100, allow_unicode=True)
    if os.environ.get("SNAPSHOT") == "write":
        SNAPSHOT.write_text(now, "utf-8")
    assert now == SNAPSHOT.read_text("utf-8")


def normal(template):
    """Without what differs by the bundles or by CDK's own version."""
    template = json.loads(json.dumps(template))
    template.pop("Rules", None)
    template["Parameters"].pop("BootstrapVersion", None)
    for one in template["Resources"].values():
        one.pop("Metadata", None)
        if one["Type"] == "AWS::Lambda::Function":
            one["Properties"]["Code"] = "the bundle"
    return template
