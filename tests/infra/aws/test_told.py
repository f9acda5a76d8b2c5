"""What the stack tells the merchant's command."""

import json

from tests.infra.aws.templates import only

from pelicart_infra.deployed import deployed_from
from pelicart_infra.functions import FUNCTIONS


def resolved(value):
    """A value as CloudFormation would fill it in: a reference by its own name."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        between, parts = value["Fn::Join"]
        return between.join(map(resolved, parts))
    target = next(iter(value.values()))
    return target if isinstance(target, str) else ".".join(target)


def told(template):
    parameter = only(template, "SSM::Parameter")
    assert parameter["Type"] == "String"
    return parameter["Name"], deployed_from(resolved(parameter["Value"]))


def test_the_command_reads_what_was_deployed(whole):
    name, deployed = told(whole)
    assert name == "/pelicart/whole/deployed"
    assert (deployed.stage, deployed.stack) == ("whole", "pelicart-whole")
    assert (deployed.origin, deployed.region) == ("https://www.example.com", "us-east-1")
    assert deployed.site.startswith("StorageSite")
    assert deployed.files.startswith("StorageFiles")
    assert deployed.releases.startswith("StorageReleases")
    assert deployed.distribution.startswith("CdnDistribution")
    assert deployed.queue.startswith("LostLettersQueue")
    assert deployed.topic.startswith("WatchingTopic")
    assert deployed.schedule == "pelicart-whole-reconcile"
    assert deployed.functions.keys() == {one.name for one in FUNCTIONS}
    assert "no-notices-mollie" in deployed.alarms


def test_its_environment_is_that_of_all_functions_with_no_secret_in_it(whole):
    _, deployed = told(whole)
    named = {name for one in FUNCTIONS for name in (*one.settings, *one.secrets)}
    assert deployed.environment.keys() <= named
    secrets = {name for one in FUNCTIONS for name in one.secrets} - {"PELICART_MAIL_PASSWORD"}
    for name in secrets:
        assert deployed.environment[name] == f"ssm:/pelicart/whole/{name}"
    assert deployed.environment["PELICART_MAIL"] == "ses"


def test_without_an_address_of_its_own_the_shop_has_the_cdns_or_the_apis(small, without_cdn):
    _, deployed = told(small)
    assert deployed.origin.startswith("https://CdnDistribution")
    assert deployed.environment["PELICART_ORIGIN"] == deployed.origin
    _, bare = told(without_cdn)
    assert bare.distribution == ""
    assert bare.origin == bare.api
    assert ".execute-api." in bare.api


def test_people_are_told_too(whole):
    outputs = whole.to_json()["Outputs"]
    assert resolved(outputs["Origin"]["Value"]) == "https://www.example.com"
    addresses = resolved(outputs["NoticeAddresses"]["Value"]).split()
    assert addresses[0] == "https://www.example.com/shop/notice/stripe"
    assert len(addresses) == 4
    assert {"ApiAddress", "CdnAddress", "DkimRecords", "SiteBucket"} <= outputs.keys()


def test_what_is_told_fits_a_parameter(whole):
    value = only(whole, "SSM::Parameter")["Value"]
    assert len(resolved(value)) < 4096
    assert json.loads(resolved(value))


def names(value):
    """What a template calls things, wherever it does."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith("Name") and isinstance(inner, str):
                yield inner
            yield from names(inner)
    elif isinstance(value, list):
        for one in value:
            yield from names(one)


ELSEWHERE = {"CloudWatch::Alarm", "DynamoDB::Table", "IAM::Policy", "Logs::MetricFilter"}
"""What names metrics and attributes besides, or lives in a role."""
NO_ONES_OWN = {"$default", "X-Pelicart-Origin"}


def test_two_stages_share_no_name(whole, small):
    """Names are an account's own: what staging has is not production's to have."""
    called = [
        {
            name
            for one in template.to_json()["Resources"].values()
            if one["Type"].removeprefix("AWS::") not in ELSEWHERE
            for name in names(one)
        }
        for template in (whole, small)
    ]
    assert called[0] & called[1] == NO_ONES_OWN
    assert len(called[0]) > 25
