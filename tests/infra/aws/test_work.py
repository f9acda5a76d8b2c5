import json

from tests.infra.aws.templates import only

from pelicart_infra.functions import FUNCTIONS


def test_the_stream_is_read_as_told(whole):
    mapping = only(whole, "Lambda::EventSourceMapping")
    assert mapping["BatchSize"] == 10
    assert mapping["BisectBatchOnFunctionError"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["MaximumRetryAttempts"] == 8
    assert mapping["MaximumRecordAgeInSeconds"] == 6 * 3600
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    (filtered,) = mapping["FilterCriteria"]["Filters"]
    assert json.loads(filtered["Pattern"]) == {
        "dynamodb": {"Keys": {"key": {"S": [{"prefix": "ORDER#"}]}}}
    }
    assert mapping["FunctionName"]["Ref"].startswith("tellFunction")
    to = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    assert to.startswith("LostLettersQueue")


def test_what_fails_for_good_waits_two_weeks_encrypted(whole):
    queue = only(whole, "SQS::Queue")
    assert queue == {"MessageRetentionPeriod": 14 * 86_400, "SqsManagedSseEnabled": True}
    (denied,) = only(whole, "SQS::QueuePolicy")["PolicyDocument"]["Statement"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_clock_runs_what_its_data_says(whole):
    rule = only(whole, "Events::Rule")
    (function,) = [one for one in FUNCTIONS if one.every]
    assert rule["ScheduleExpression"] == f"rate({function.every // 60} minutes)"
    assert rule["State"] == "ENABLED"
    assert rule["Name"] == "pelicart-whole-reconcile"
    (target,) = rule["Targets"]
    assert target["Arn"]["Fn::GetAtt"][0].startswith("reconcileFunction")
    assert target["RetryPolicy"] == {"MaximumRetryAttempts": 0}
