"""Whether anybody would hear if something broke, and whether it could be brought back."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.patient import Patient

PENDING = "PendingConfirmation"
MOST = 100
"""Alarms of one question."""


def alarms(patient: Patient) -> Iterator[Finding]:
    """Whether all are there, and none rings."""
    names = list(patient.stage.alarms.values())
    found: dict[str, str] = {}
    for start in range(0, len(names), MOST):
        some = names[start : start + MOST]
        answer = patient.client("cloudwatch").describe_alarms(AlarmNames=some)
        found |= {one["AlarmName"]: one["StateValue"] for one in answer["MetricAlarms"]}
    ringing = [
        name for name, full in sorted(patient.stage.alarms.items()) if found.get(full) == "ALARM"
    ]
    for name in ringing:
        yield wrong(f"{name} is quiet", f"it rings: docs/operations.md has a page on {name}")
    if missing := [name for name in names if name not in found]:
        yield wrong("every alarm is there", f"missing {', '.join(missing)}: deploy again")
    if not names:
        yield wrong("there are alarms", "none was deployed: deploy again")
    elif not ringing and not missing:
        yield Finding(f"{len(names)} alarms are there, and none rings")


def heard(patient: Patient) -> Iterator[Finding]:
    """Whether somebody confirmed to be told."""
    if not patient.stage.topic:
        yield wrong("somebody hears alarms", 'write "watchers" into the stage, and deploy')
        return
    answer = patient.client("sns").list_subscriptions_by_topic(TopicArn=patient.stage.topic)
    said = [one.get("SubscriptionArn", PENDING) for one in answer["Subscriptions"]]
    waiting = said.count(PENDING)
    if len(said) == waiting:
        mend = "confirm AWS's mail to the watchers" if said else 'write "watchers" into the stage'
        yield wrong("somebody hears alarms", mend)
    elif waiting:
        mend = f"{waiting} have not confirmed AWS's mail to them"
        yield warning("all watchers hear alarms", mend)
    else:
        yield Finding(f"{len(said)} hear alarms")


def recovery(patient: Patient) -> Iterator[Finding]:
    """Whether the table can be brought back, to any second."""
    table, client = patient.environment["PELICART_TABLE"], patient.client("dynamodb")
    backups = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    state = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    yield held(
        "the table can be restored to any second",
        "point-in-time recovery is off: deploy again",
        well=state == "ENABLED",
    )
    guarded = client.describe_table(TableName=table)["Table"].get("DeletionProtectionEnabled")
    if not guarded:
        yield warning("the table is protected from deletion", 'only with "keep" in the stage')


def budget(patient: Patient) -> Iterator[Finding]:
    """Whether somebody is told when AWS gets dear."""
    account = patient.client("sts").get_caller_identity()["Account"]
    answer = patient.client("budgets").describe_budgets(AccountId=account)
    ours = [one for one in answer.get("Budgets", []) if patient.stage.stack in one["BudgetName"]]
    if not ours:
        yield warning("there is a budget", 'write "budget" into the stage, and deploy')
    for one in ours:
        limit = float(one["BudgetLimit"]["Amount"])
        spent = float(one.get("CalculatedSpend", {}).get("ActualSpend", {}).get("Amount", 0))
        what = f"this month cost ${spent:.2f} of ${limit:.2f} so far"
        yield wrong(what, "pelicart cost  says of what") if spent > limit else Finding(what)
