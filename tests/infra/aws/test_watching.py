import json
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template
from tests.infra.aws.templates import ACL, SMALL, WHOLE, of_type, only

from pelicart_infra.aws.shop import ShopStack
from pelicart_infra.aws.waf import WafStack
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import StageWrong

NAMES = {
    "errors",
    "throttles",
    "logged-errors",
    "review",
    "reconcile-missing",
    "letters-late",
    "lost-letters",
    "server-errors",
}


def alarms(template):
    found = of_type(template, "CloudWatch::Alarm").values()
    return {one["AlarmName"].split("-", 2)[2]: one for one in found}


def patterns(template):
    """What is looked for, and in which logs, by metric."""
    found: dict = {}
    for one in of_type(template, "Logs::MetricFilter").values():
        (metric,) = one["MetricTransformations"]
        logs = found.setdefault(metric["MetricName"], (one["FilterPattern"], set()))[1]
        logs.add(one["LogGroupName"]["Ref"].partition("Log")[0])
    return found


def test_there_is_an_alarm_for_all_that_can_go_wrong(whole, small):
    providers = {f"no-notices-{name}" for name in WHOLE.providers}
    assert alarms(whole).keys() == {*NAMES, "mail", *providers}
    assert alarms(small).keys() == {*NAMES, "no-notices-stripe"}


def test_each_tells_the_watchers_when_it_begins_and_ends(whole):
    for one in alarms(whole).values():
        assert one["AlarmActions"] == one["OKActions"]
        assert one["AlarmActions"][0]["Ref"].startswith("WatchingTopic")
        assert one["AlarmDescription"].rpartition("#alarm-")[2] in one["AlarmName"]
    (subscribed,) = of_type(whole, "SNS::Subscription").values()
    assert (subscribed["Protocol"], subscribed["Endpoint"]) == ("email", "ada@example.com")


def test_errors_of_every_function_count(whole):
    metrics = alarms(whole)["errors"]["Metrics"]
    named = [one["MetricStat"]["Metric"] for one in metrics if "MetricStat" in one]
    assert [(one["Namespace"], one["MetricName"]) for one in named] == (
        [("AWS/Lambda", "Errors")] * len(FUNCTIONS)
    )
    functions = {one["Dimensions"][0]["Value"]["Ref"] for one in named}
    assert len(functions) == len(FUNCTIONS)


def test_a_schedule_that_stands_still_is_an_alarm_though_nothing_is_said(whole):
    alarm = alarms(whole)["reconcile-missing"]
    assert alarm["TreatMissingData"] == "breaching"
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 15 * 60


def test_what_functions_say_is_looked_for_in_their_own_logs(whole):
    every = {one.name.replace("_", "") for one in FUNCTIONS}
    found = patterns(whole)
    assert found["logged-errors"] == ('{ $.level = "ERROR" }', every)
    assert found["review"] == ('{ $.event = "review" }', every)
    assert found["reconciled"] == ('{ $.event = "reconciled" }', {"reconcile"})
    assert found["mail"][1] == {"tell", "reconcile"}
    for name in WHOLE.providers:
        heard, unheard = found[f"notices-{name}"], found[f"unheard-{name}"]
        assert heard == (f'{{ $.event = "notice" && $.provider = "{name}" }}', {"paymentnotice"})
        assert unheard == (f'{{ $.event = "unheard" && $.provider = "{name}" }}', {"reconcile"})


def test_no_notices_is_an_alarm_only_while_orders_are_paid(whole):
    (told,) = [
        one["Expression"]
        for one in alarms(whole)["no-notices-paypal"]["Metrics"]
        if "Expression" in one
    ]
    assert told == "IF(FILL(unheard, 0) > 0 AND FILL(heard, 0) == 0, 1, 0)"


def test_the_rest_look_at_what_they_say(whole):
    found = alarms(whole)
    looked = {
        name: (one["Namespace"], one["MetricName"])
        for name, one in found.items()
        if "MetricName" in one
    }
    assert looked["throttles"] == ("AWS/Lambda", "Throttles")
    assert looked["letters-late"] == ("AWS/Lambda", "IteratorAge")
    assert looked["lost-letters"] == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert looked["server-errors"] == ("AWS/ApiGateway", "5xx")
    assert found["letters-late"]["Threshold"] == 300_000


def test_there_is_one_page_that_shows_it_all(whole):
    page = only(whole, "CloudWatch::Dashboard")
    assert page["DashboardName"] == "pelicart-whole"
    parts = page["DashboardBody"]["Fn::Join"][1]
    body = "".join(part if isinstance(part, str) else "x" for part in parts)
    titles = [one["properties"]["title"] for one in json.loads(body)["widgets"]]
    assert titles[0] == "Alarms"
    assert len(titles) == 7


def test_a_budget_is_told_of_before_it_is_spent(whole, small):
    budget = only(whole, "Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 20, "Unit": "USD"}
    notifications = [one["Notification"] for one in budget["NotificationsWithSubscribers"]]
    assert [(one["NotificationType"], one["Threshold"]) for one in notifications] == [
        ("ACTUAL", 80),
        ("FORECASTED", 100),
    ]
    assert of_type(small, "Budgets::Budget") == {}


def acl(template):
    return only(template, "WAFv2::WebACL")


def test_one_address_is_let_through_so_often(whole, small):
    (rule,) = acl(whole)["Rules"]
    assert rule["Statement"]["RateBasedStatement"] == {
        "AggregateKeyType": "IP", "EvaluationWindowSec": 300, "Limit": 2000
    }  # fmt: skip
    assert rule["Action"] == {"Block": {"CustomResponse": {"ResponseCode": 429}}}
    assert not rule["VisibilityConfig"]["SampledRequestsEnabled"]
    assert "WebACLId" in only(whole, "CloudFront::Distribution")["DistributionConfig"]
    assert of_type(small, "WAFv2::WebACL") == {}


def test_a_shop_of_another_region_takes_the_rule_from_where_it_must_be(elsewhere):
    assert of_type(elsewhere, "WAFv2::WebACL") == {}
    cdn = only(elsewhere, "CloudFront::Distribution")["DistributionConfig"]
    assert cdn["WebACLId"] == ACL
    stage = replace(SMALL, region="eu-west-3", waf=500)
    made = WafStack(App(), "Waf", stage=stage)
    assert made.region == "us-east-1"
    template = Template.from_stack(made)
    assert acl(template)["Rules"][0]["Statement"]["RateBasedStatement"]["Limit"] == 500
    assert "Acl" in template.to_json()["Outputs"]


def test_a_rule_that_could_not_work_is_not_made(bundles):
    stage = replace(SMALL, region="eu-west-3", waf=500)
    with pytest.raises(StageWrong, match="us-east-1"):
        ShopStack(App(), "Shop", stage=stage, bundles=bundles, cdn_secret_version=1)


def test_each_alarm_has_its_page(whole):
    told = (Path(__file__).parents[3] / "docs/operations.md").read_text("utf-8")
    for name in alarms(whole):
        assert f"### Alarm {name}\n" in told
