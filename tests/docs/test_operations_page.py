"""docs/operations.md against the alarms, the command line and what AWS can be asked to allow."""

from __future__ import annotations

import json
import re
import shlex
from fnmatch import fnmatchcase

import botocore.session
import pytest
import yaml
from tests.docs.pages import blocks, page, prose, section

from pelicart_command.arguments import read_arguments
from pelicart_infra.alarms import ALARMS, alarms_of
from pelicart_infra.providers import PROVIDERS
from pelicart_infra.stage import Stage
from pelicart_infra.stage_secrets import KNOWN, OURS

PAGE = page("operations")
INSIDE = re.sub(r"^ {3,4}", "", PAGE, flags=re.MULTILINE)
"""The page with the blocks of its lists at the margin."""
EVERY = Stage("every", providers=tuple(one.name for one in PROVIDERS), mail="ses")


def test_the_first_deployment_has_ten_steps():
    steps = section(PAGE, "The first deployment")
    assert re.findall(r"^(\d+)\. \*\*", steps, re.MULTILINE) == [str(n) for n in range(1, 11)]


def test_there_is_a_page_for_each_alarm_and_no_other():
    told = re.findall(r"^### Alarm (.+)$", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(alarms_of(EVERY))
    assert "mail" in ALARMS


@pytest.mark.parametrize("alarm", alarms_of(EVERY))
def test_a_page_says_what_happened_and_what_to_do(alarm):
    assert len(section(PAGE, f"Alarm {alarm}").split()) > 15


def commands():
    """What a reader would type, as words; what is left out stands as … and isn't tried."""
    scripts = [block.replace("\\\n", " ") for block in blocks(INSIDE, "sh")]
    lines = [line for script in scripts for line in script.splitlines()]
    lines += re.findall(r"`(pelicart --stage [^`]+)`", prose(INSIDE))
    lines += re.findall(r"^ {4}(pelicart .+)$", PAGE, re.MULTILINE)
    for line in lines:
        words = shlex.split(line)
        if "pelicart" in words[:2] and "…" not in line:
            yield words[words.index("pelicart") + 1 :]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_a_command_can_be_typed_as_it_stands(words):
    assert read_arguments(words).module


def test_commands_were_found():
    found = [" ".join(words) for words in commands()]
    assert "--stage staging keys create" in found
    assert "--stage production keys rotate PELICART_KEYS" in found
    assert len(found) > 20


POLICIES = [json.loads(text) for text in blocks(INSIDE, "json")]
MERCHANT, OPERATOR, TRUST = POLICIES

SERVICES = {"ses": "sesv2"}
"""Where the service has another name in its rights than in its API."""
RIGHTS_ONLY = {
    "budgets:ViewBudget", "dynamodb:ConditionCheckItem", "lambda:InvokeFunction", "s3:ListBucket",
    "ssm:*",
}  # fmt: skip
"""Rights that aren't called like an operation."""


def actions(policy):
    for one in policy["Statement"]:
        named = one["Action"]
        yield from [named] if isinstance(named, str) else named


@pytest.mark.parametrize("action", sorted({*actions(MERCHANT), *actions(OPERATOR)} - RIGHTS_ONLY))
def test_a_right_is_one_that_aws_knows(action):
    service, _, operation = action.partition(":")
    model = botocore.session.Session().get_service_model(SERVICES.get(service, service))
    assert operation in model.operation_names


def allowed(policy, action, resource):
    """As IAM decides it: a Deny wins."""
    effects = set()
    for one in policy["Statement"]:
        named, things = (
            [one[key]] if isinstance(one[key], str) else one[key] for key in ("Action", "Resource")
        )
        if any(fnmatchcase(action, n) for n in named) and any(
            fnmatchcase(resource, thing) for thing in things
        ):
            effects.add(one["Effect"])
    return effects == {"Allow"}


READS = ("GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory")


@pytest.mark.parametrize("name", [*OURS, "CDN_SECRET", "PELICART_MAIL_PASSWORD"])
@pytest.mark.parametrize("verb", [*READS, "PutParameter"])
def test_the_merchant_reads_and_writes_none_of_the_shops_own_keys(name, verb):
    key = f"arn:aws:ssm:eu-west-1:123456789012:parameter/pelicart/production/{name}"
    assert not allowed(MERCHANT, f"ssm:{verb}", key)


def test_the_merchant_can_do_the_merchants_work():
    ssm = "arn:aws:ssm:eu-west-1:123456789012:parameter/pelicart/production"
    table = "arn:aws:dynamodb:eu-west-1:123456789012:table/pelicart-production"
    assert allowed(MERCHANT, "ssm:GetParameter", f"{ssm}/deployed")
    assert allowed(MERCHANT, "ssm:GetParameters", f"{ssm}/STRIPE_SECRET_KEY")
    assert allowed(MERCHANT, "dynamodb:UpdateItem", table)
    assert allowed(MERCHANT, "dynamodb:Query", f"{table}/index/listing")
    assert allowed(MERCHANT, "s3:PutObject", "arn:aws:s3:::pelicart-production-site-1/index.html")


@pytest.mark.parametrize(
    "action",
    [
        "lambda:UpdateFunctionConfiguration",
        "dynamodb:DeleteTable",
        "iam:PassRole",
        "sts:AssumeRole",
    ],
)
def test_the_merchant_changes_nothing_of_the_stack(action):
    for resource in (
        "*",
        "arn:aws:lambda:eu-west-1:123456789012:function:pelicart-production-cart",
    ):
        assert not allowed(MERCHANT, action, resource)


def test_the_operator_can_rotate_every_key_and_start_the_functions_anew():
    for name in (*KNOWN, "CDN_SECRET"):
        key = f"arn:aws:ssm:eu-west-1:123456789012:parameter/pelicart/production/{name}"
        assert all(allowed(OPERATOR, f"ssm:{verb}", key) for verb in ("PutParameter", READS[-1]))
    function = "arn:aws:lambda:eu-west-1:123456789012:function:pelicart-production-cart"
    assert allowed(OPERATOR, "lambda:UpdateFunctionConfiguration", function)
    assert allowed(OPERATOR, "lambda:GetFunctionConfiguration", function)


def test_github_is_trusted_for_one_environment_of_one_repository():
    (statement,) = TRUST["Statement"]
    wanted = statement["Condition"]["StringEquals"]
    subject = wanted["token.actions.githubusercontent.com:sub"]
    assert "*" not in subject
    assert subject.endswith(":environment:production")
    assert wanted["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


def test_the_workflow_holds_no_key_and_asks_for_no_more_than_its_token():
    (text,) = blocks(PAGE, "yaml")
    assert "secrets." not in text
    assert "AWS_SECRET" not in text
    workflow = yaml.safe_load(text)
    job = workflow["jobs"]["publish"]
    assert workflow["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    assert job["environment"] == "production"
    for step in job["steps"]:
        for line in step.get("run", "").splitlines():
            words = shlex.split(line)
            if words[0].endswith("pelicart"):
                assert read_arguments(words[1:]).module
