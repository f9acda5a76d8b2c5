"""A role says no more than `pelicart_infra.grants`, its own parameters, its log and its stream."""

import pytest
from tests.infra.aws.templates import WHOLE, of_type

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.grants import GRANTS

XRAY = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
NO_RESOURCE = {frozenset(XRAY), frozenset({"dynamodb:ListStreams"})}
"""Actions that AWS gives for all resources or not at all."""


def listed(value):
    return value if isinstance(value, list) else [value]


def statements(template, function):
    (policy,) = [
        one["PolicyDocument"]["Statement"]
        for one in of_type(template, "IAM::Policy").values()
        if one["PolicyName"].replace("_", "").startswith(f"{function.replace('_', '')}Role")
    ]
    assert {one["Effect"] for one in policy} == {"Allow"}
    return policy


def actions(statement):
    return frozenset(listed(statement["Action"]))


def names(resource):
    """A resource as text, with what its parts refer to."""
    if isinstance(resource, str):
        return resource
    if "Fn::Join" in resource:
        return "".join(map(names, resource["Fn::Join"][1]))
    return "<" + ".".join(listed(next(iter(resource.values())))) + ">"


@pytest.mark.parametrize("function", GRANTS)
def test_items_are_those_of_the_data(whole, function):
    found = []
    for one in statements(whole, function):
        if "Condition" in one:
            (resource,) = map(names, listed(one["Resource"]))
            table = "cards" if "StorageCards" in resource else "main"
            index = resource.partition("/index/")[2]
            keys = one["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            found.append((actions(one), table, index, tuple(listed(keys))))
    assert found == [
        (frozenset(f"dynamodb:{verb}" for verb in one.verbs), one.table, one.index, one.keys)
        for one in GRANTS[function].items
    ]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_nothing_else_is_allowed(whole, function):
    grant = GRANTS[function.name]
    rest = {
        actions(one): sorted(map(names, listed(one["Resource"])))
        for one in statements(whole, function.name)
        if "Condition" not in one
    }
    name = function.name.replace("_", "")
    (log,) = rest.pop(frozenset({"logs:CreateLogStream", "logs:PutLogEvents"}))
    assert log.startswith(f"<{name}Log")
    assert rest.pop(frozenset(XRAY)) == ["*"]
    parameters = rest.pop(frozenset({"ssm:GetParameters"}))
    assert parameters == [
        f"arn:<AWS::Partition>:ssm:us-east-1:123456789012:parameter{WHOLE.parameter(name)}"
        for name in sorted(set(function.secrets) - {"PELICART_MAIL_PASSWORD"})
    ]
    if grant.files:
        (files,) = rest.pop(frozenset({"s3:GetObject"}))
        assert files.startswith("<StorageFiles")
        assert files.endswith(".Arn>/*")
    if grant.mail:
        identity = rest.pop(frozenset({"ses:SendEmail", "ses:SendRawEmail"}))
        assert identity == ["arn:<AWS::Partition>:ses:us-east-1:123456789012:identity/example.com"]
    if function.stream:
        reads = ("DescribeStream", "GetRecords", "GetShardIterator")
        (stream,) = rest.pop(frozenset(f"dynamodb:{verb}" for verb in reads))
        assert stream.endswith("StreamArn>")
        assert rest.pop(frozenset({"dynamodb:ListStreams"})) == ["*"]
        (queue,) = rest.pop(frozenset({"sqs:SendMessage"}))
        assert queue.startswith("<LostLettersQueue")
    assert rest == {}


def test_no_role_is_given_a_policy_of_somebody_else(whole):
    roles = of_type(whole, "IAM::Role")
    assert len(roles) == len(FUNCTIONS)
    for one in roles.values():
        assert "ManagedPolicyArns" not in one
        (trust,) = one["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_all_resources_are_given_only_where_there_are_none(whole):
    for policy in of_type(whole, "IAM::Policy").values():
        for one in policy["PolicyDocument"]["Statement"]:
            if "*" in listed(one["Resource"]):
                assert actions(one) in NO_RESOURCE


def test_rights_of_what_a_stage_has_not_are_not_given(small):
    text = str([one for name in GRANTS for one in statements(small, name)])
    assert "ses:" not in text
    assert "CARD#" not in text
    assert "MONETICO" not in text
