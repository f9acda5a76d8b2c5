"""What runs without being asked: functions, schedule, stream, and what ended nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.patient import Patient
from pelicart_infra.functions import FUNCTIONS

RUNS = 3
"""Scheduled runs that may be missed before it is told."""


def functions(patient: Patient) -> Iterator[Finding]:
    """Whether each one is there and can be run."""
    client, bad = patient.client("lambda"), 0
    for name in patient.stage.functions.values():
        found = client.get_function_configuration(FunctionName=name)
        state, update = found.get("State", "Active"), found.get("LastUpdateStatus", "Successful")
        if state not in {"Active", "Inactive"} or update == "Failed":
            bad += 1
            why = found.get("StateReason") or found.get("LastUpdateStatusReason") or state
            yield wrong(f"{name} can run", f"{why}: deploy again")
    if not bad:
        yield Finding(f"{len(patient.stage.functions)} functions can run")


def schedule(patient: Patient) -> Iterator[Finding]:
    """Whether `reconcile` is on, and has run just now."""
    (timed,) = (one for one in FUNCTIONS if one.every)
    rule = patient.client("events").describe_rule(Name=patient.stage.schedule)
    mend = f"enable the rule {patient.stage.schedule}: what notices lose is found by it alone"
    yield held(f"{timed.name} is scheduled", mend, well=rule.get("State") == "ENABLED")
    minutes = RUNS * timed.every // 60
    runs = _count(patient, "Invocations", timed.name, minutes)
    mend = "its log says whether it could not start; was it just deployed?"
    yield held(f"{timed.name} ran in the last {minutes} minutes", mend, well=runs > 0)
    failed = _count(patient, "Errors", timed.name, 24 * 60)
    if failed:
        yield warning(f"{timed.name} failed {failed:.0f} times today", "its log says why")


def _count(patient: Patient, metric: str, function: str, minutes: int) -> float:
    now = datetime.fromtimestamp(patient.now(), UTC)
    answer = patient.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": patient.stage.functions[function]}],
        StartTime=now - timedelta(minutes=minutes),
        EndTime=now,
        Period=300,
        Statistics=["Sum"],
    )
    return float(sum(point["Sum"] for point in answer["Datapoints"]))


def stream(patient: Patient) -> Iterator[Finding]:
    """Whether changes of the table still reach the function that writes letters."""
    (told,) = (one for one in FUNCTIONS if one.stream)
    name = patient.stage.functions[told.name]
    found = patient.client("lambda").list_event_source_mappings(FunctionName=name)
    mappings = found["EventSourceMappings"]
    states = {mapping.get("State", "") for mapping in mappings}
    mend = f"it is {', '.join(states) or 'not there'}: enable it, or deploy again"
    well = states <= {"Enabled", "Enabling", "Updating"} and bool(states)
    yield held(f"the table's stream runs {told.name}", mend, well=well)
    for problem in {one.get("LastProcessingResult", "") for one in mappings}:
        if "PROBLEM" in problem:
            yield wrong(f"{told.name} takes the stream", f"{problem}: its log says why")


def dead_letters(patient: Patient) -> Iterator[Finding]:
    """Whether a record of the stream failed for good."""
    waiting = patient.client("sqs").get_queue_attributes(
        QueueUrl=patient.stage.queue, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]["ApproximateNumberOfMessages"]
    mend = f"{waiting} are there: see docs/operations.md, what each alarm means"
    yield held("no record of the stream failed for good", mend, well=int(waiting) == 0)
