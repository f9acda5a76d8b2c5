"""What AWS says of a stage; each question and answer is held against AWS's own model of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.command.account import SHOP
from tests.pelicart.build import NOW

from pelicart_command.checkup import machinery, mail, secrets, watching
from pelicart_command.keys_create import new_secret

STAGE = replace(SHOP, alarms={"errors": "pelicart-staging-errors"})
CONFIRMED = "arn:aws:sns:eu-west-3:123456789012:alarms:1"
WELL = {
    "lambda": {
        "get_function_configuration": {"State": "Active", "LastUpdateStatus": "Successful"},
        "list_event_source_mappings": {
            "EventSourceMappings": [{"State": "Enabled", "LastProcessingResult": "OK"}]
        },
    },
    "events": {"describe_rule": {"State": "ENABLED"}},
    "cloudwatch": {
        "get_metric_statistics": lambda asked: {
            "Datapoints": [{"Sum": 0.0 if asked["MetricName"] == "Errors" else 3.0}]
        },
        "describe_alarms": {
            "MetricAlarms": [{"AlarmName": "pelicart-staging-errors", "StateValue": "OK"}]
        },
    },
    "sqs": {"get_queue_attributes": {"Attributes": {"ApproximateNumberOfMessages": "0"}}},
    "sns": {"list_subscriptions_by_topic": {"Subscriptions": [{"SubscriptionArn": CONFIRMED}]}},
    "dynamodb": {
        "describe_continuous_backups": {
            "ContinuousBackupsDescription": {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"},
            }
        },
        "describe_table": {"Table": {"DeletionProtectionEnabled": True}},
    },
    "sts": {"get_caller_identity": {"Account": "123456789012"}},
    "budgets": {
        "describe_budgets": {
            "Budgets": [
                {
                    "BudgetName": "pelicart-staging-month",
                    "BudgetLimit": {"Amount": "10", "Unit": "USD"},
                    "CalculatedSpend": {"ActualSpend": {"Amount": "1.5", "Unit": "USD"}},
                    "TimeUnit": "MONTHLY",
                    "BudgetType": "COST",
                }
            ]
        }
    },
    "sesv2": {
        "get_email_identity": {
            "VerifiedForSendingStatus": True,
            "DkimAttributes": {"Status": "SUCCESS"},
        },
        "get_account": {"SendingEnabled": True, "ProductionAccessEnabled": True},
    },
}
CHECKS = (
    *(machinery.functions, machinery.schedule, machinery.stream, machinery.dead_letters),
    *(watching.alarms, watching.heard, watching.recovery, watching.budget, mail.identity),
)


@pytest.fixture
def stage(patient, services):
    services |= {name: dict(answers) for name, answers in WELL.items()}
    environment = {**patient.environment, "PELICART_MAIL": "ses"}
    return replace(patient, deployed=STAGE, environment=environment)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_stage_in_order_is_told_so(stage, check):
    found = list(check(stage))
    assert found
    assert {one.level for one in found} == {"ok"}, [one.line() for one in found]


BROKEN = [
    (machinery.functions, "lambda.get_function_configuration",
     {"State": "Failed", "StateReason": "no code"}, "WRONG", "no code"),
    (machinery.schedule, "events.describe_rule", {"State": "DISABLED"}, "WRONG", "enable"),
    (machinery.schedule, "cloudwatch.get_metric_statistics", {"Datapoints": []},
     "WRONG", "could not start"),
    (machinery.schedule, "cloudwatch.get_metric_statistics", {"Datapoints": [{"Sum": 2.0}]},
     "warning", "log"),
    (machinery.stream, "lambda.list_event_source_mappings", {"EventSourceMappings": []},
     "WRONG", "not there"),
    (machinery.stream, "lambda.list_event_source_mappings",
     {"EventSourceMappings": [{"State": "Disabled"}]}, "WRONG", "Disabled"),
    (machinery.stream, "lambda.list_event_source_mappings",
     {"EventSourceMappings": [{"State": "Enabled", "LastProcessingResult": "PROBLEM: denied"}]},
     "WRONG", "denied"),
    (machinery.dead_letters, "sqs.get_queue_attributes",
     {"Attributes": {"ApproximateNumberOfMessages": "2"}}, "WRONG", "2 are there"),
    (watching.alarms, "cloudwatch.describe_alarms",
     {"MetricAlarms": [{"AlarmName": "pelicart-staging-errors", "StateValue": "ALARM"}]},
     "WRONG", "it rings"),
    (watching.alarms, "cloudwatch.describe_alarms", {"MetricAlarms": []}, "WRONG", "missing"),
    (watching.heard, "sns.list_subscriptions_by_topic", {"Subscriptions": []},
     "WRONG", "watchers"),
    (watching.heard, "sns.list_subscriptions_by_topic",
     {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation"}]}, "WRONG", "confirm"),
    (watching.heard, "sns.list_subscriptions_by_topic",
     {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation"},
                        {"SubscriptionArn": CONFIRMED}]}, "warning", "1 have not"),
    (watching.recovery, "dynamodb.describe_continuous_backups",
     {"ContinuousBackupsDescription": {
         "ContinuousBackupsStatus": "ENABLED",
         "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}},
     "WRONG", "deploy again"),
    (watching.recovery, "dynamodb.describe_table", {"Table": {}}, "warning", "keep"),
    (watching.budget, "budgets.describe_budgets", {"Budgets": []}, "warning", "budget"),
    (mail.identity, "sesv2.get_email_identity",
     {"VerifiedForSendingStatus": False, "DkimAttributes": {"Status": "SUCCESS"}},
     "WRONG", "DkimRecords"),
    (mail.identity, "sesv2.get_email_identity",
     {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "PENDING"}},
     "WRONG", "PENDING"),
    (mail.identity, "sesv2.get_account",
     {"SendingEnabled": True, "ProductionAccessEnabled": False}, "warning", "production access"),
    (mail.identity, "sesv2.get_account", {"SendingEnabled": False}, "WRONG", "stopped"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "asked", "answer", "level", "told"), BROKEN)
def test_what_is_wrong_on_aws_is_told(stage, services, check, asked, answer, level, told):
    service, _, operation = asked.partition(".")
    services[service][operation] = answer
    lines = [one.line() for one in check(stage) if one.level == level]
    assert any(told in line for line in lines), [one.line() for one in check(stage)]


def test_a_stage_without_alarms_or_watchers_is_told(stage):
    bare = replace(stage, deployed=replace(STAGE, alarms={}, topic=""))
    assert [one.level for one in watching.alarms(bare)] == ["WRONG"]
    assert [one.level for one in watching.heard(bare)] == ["WRONG"]


def test_the_last_runs_are_looked_for_in_the_time_they_should_have_been(stage, services):
    seen = []

    def metric(asked):
        seen.append(asked)
        return {"Datapoints": [{"Sum": 1.0}]}

    services["cloudwatch"]["get_metric_statistics"] = metric
    list(machinery.schedule(stage))
    assert seen[0]["Dimensions"][0]["Value"] == "pelicart-staging-reconcile"
    assert seen[0]["EndTime"] == datetime.fromtimestamp(NOW, UTC)
    assert (seen[0]["EndTime"] - seen[0]["StartTime"]).total_seconds() == 900


@pytest.mark.parametrize(
    ("mail_setting", "levels"), [("none", {"warning"}), ("smtp://shop@mail.example", {"ok"})]
)
def test_who_takes_the_mails_is_told(patient, mail_setting, levels):
    environment = {**patient.environment, "PELICART_MAIL": mail_setting}
    found = list(mail.letters(replace(patient, environment=environment)))
    assert {one.level for one in found} == levels


def keyed(patient, **more):
    keys = {
        "PELICART_KEYS": f"k1:{new_secret()}",
        "PELICART_BASKET_KEY": new_secret(),
        "PELICART_ORIGIN_SECRET": new_secret(),
    }
    return replace(patient, environment={**patient.environment, **keys, **more})


def test_keys_that_are_long_enough_are_told_without_their_values(patient):
    patient = keyed(patient)
    lines = [one.line() for one in secrets.strong(patient)]
    assert len(lines) == 3
    assert all(line.startswith("ok") for line in lines)
    assert not any(patient.environment[name].partition(":")[2] in line
                   for name in ("PELICART_KEYS",) for line in lines)  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        {"PELICART_KEYS": "k1:c2hvcnQ"},
        {"PELICART_BASKET_KEY": "c2hvcnQ"},
        {"PELICART_ORIGIN_SECRET": "short"},
    ],
)
def test_a_short_or_missing_key_is_told_and_hides_no_other(patient, bad):
    levels = [one.level for one in secrets.strong(keyed(patient, **bad))]
    assert sorted(levels) == ["WRONG", "ok", "ok"]


def test_an_exchange_that_was_not_finished_is_told(patient):
    two = f"{new_secret()} {new_secret()}"
    found = list(secrets.strong(keyed(patient, PELICART_ORIGIN_SECRET=two)))
    assert found[-1].level == "warning"
    assert "keys rotate PELICART_ORIGIN_SECRET" in found[-1].mend


def test_secrets_that_these_credentials_may_not_read_are_told_and_are_no_fault(patient):
    (found, *rest) = secrets.present(patient)  # SHOP names five secrets, and none may be read
    assert found.level == "warning"
    assert "may not read PELICART_KEYS" in found.mend
    assert [one.level for one in rest] == ["ok"]
    assert list(secrets.strong(patient)) == []


@pytest.mark.parametrize(
    ("started", "level"),
    [("2027-01-15T08:00:01.000+0000", "ok"), ("2027-01-15T07:59:59.000+0000", "warning")],
)
def test_a_function_that_did_not_start_since_a_secret_was_written_is_told(
    stage, services, started, level
):
    services["ssm"] = {
        "get_parameters": lambda asked: {
            "Parameters": [
                {"Name": name, "LastModifiedDate": datetime.fromtimestamp(NOW, UTC)}
                for name in asked["Names"]
            ]
        }
    }
    services["lambda"]["get_function_configuration"] = lambda asked: {
        "LastModified": started
        if asked["FunctionName"] == "pelicart-staging-cart"
        else "2027-01-15T09:00:00.000+0000"
    }
    readable = {**stage.environment, **STAGE.environment}
    (found,) = secrets.taken_up(replace(stage, environment=readable))
    assert found.level == level
    assert ("cart may hold an old one" in found.mend) == (level == "warning")
