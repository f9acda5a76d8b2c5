"""What CloudFormation makes of a resource: ministack leaves parts of tables and identities out.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ses-emailidentity.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import budgets, dynamodb, s3, ses_v2
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

Make = Callable[..., tuple[str, dict[str, Any]]]


def mend() -> None:
    for kind, mended in {
        "AWS::CloudWatch::Alarm": _of_one_metric,
        "AWS::DynamoDB::Table": _with_recovery,
        "AWS::SES::EmailIdentity": _with_dkim,
    }.items():
        handlers = _RESOURCE_HANDLERS[kind]
        handlers["create"] = mended(handlers["create"])
        handlers["update"] = mended(handlers["update"])
    _RESOURCE_HANDLERS["AWS::Budgets::Budget"] = {
        "create": _budget,
        "update": _other_budget,
        "delete": _no_budget,
    }
    buckets = _RESOURCE_HANDLERS["AWS::S3::Bucket"]
    buckets["delete"] = _if_empty(buckets["delete"])


def _of_one_metric(make: Make) -> Make:
    """An alarm over several metrics is made, and looks at one that there isn't: it never rings."""

    def made(*given: Any, **more: Any) -> tuple[str, dict[str, Any]]:
        return make(*(_plain(one) if isinstance(one, dict) else one for one in given), **more)

    return made


def _plain(props: dict[str, Any]) -> dict[str, Any]:
    if "Metrics" not in props:
        return props
    several = {"Namespace": "Imitation", "MetricName": "several", "Statistic": "Sum", "Period": 300}
    return {**{name: one for name, one in props.items() if name != "Metrics"}, **several}


def _with_recovery(make: Make) -> Make:
    """Its point-in-time recovery and the time its items live, as far as they can be read back."""

    def made(*given: Any, **more: Any) -> tuple[str, dict[str, Any]]:
        name, attributes = make(*given, **more)
        props = [one for one in given if isinstance(one, dict)][-1]
        recovery = props.get("PointInTimeRecoverySpecification", {})
        dynamodb._pitr_settings[name] = bool(recovery.get("PointInTimeRecoveryEnabled"))
        if lives := props.get("TimeToLiveSpecification"):
            dynamodb._ttl_settings[name] = {
                "TimeToLiveStatus": "ENABLED",
                "AttributeName": lives["AttributeName"],
            }
        return name, attributes

    return made


def _with_dkim(make: Make) -> Make:
    """Three records to publish, and as if somebody had: mails are signed, and SES has seen it."""

    def made(*given: Any, **more: Any) -> tuple[str, dict[str, Any]]:
        identity, attributes = make(*given, **more)
        tokens = ["token1", "token2", "token3"]
        for number, token in enumerate(tokens, 1):
            attributes[f"DkimDNSTokenName{number}"] = f"{token}._domainkey.{identity}"
            attributes[f"DkimDNSTokenValue{number}"] = f"{token}.dkim.amazonses.com"
        signed = {"SigningEnabled": True, "Status": "SUCCESS", "Tokens": tokens}
        ses_v2._identities[identity]["DkimAttributes"] = signed
        return identity, attributes

    return made


def _budget(_logical: str, props: dict[str, Any], _stack: str) -> tuple[str, dict[str, Any]]:
    asked = {"Budget": props["Budget"], "AccountId": get_account_id()}
    limit = asked["Budget"]["BudgetLimit"]
    asked["Budget"]["BudgetLimit"] = {**limit, "Amount": str(limit["Amount"])}
    asked["NotificationsWithSubscribers"] = props["NotificationsWithSubscribers"]
    status, _, body = budgets._create_budget(asked)
    if status != 200:
        raise ValueError(f"AWS::Budgets::Budget: {body!r}")
    return props["Budget"]["BudgetName"], {}


def _other_budget(
    name: str, before: dict[str, Any], props: dict[str, Any], stack: str
) -> tuple[str, dict[str, Any]]:
    _no_budget(name, before)
    return _budget(name, props, stack)


def _no_budget(name: str, _props: dict[str, Any]) -> None:
    budgets._delete_budget({"AccountId": get_account_id(), "BudgetName": name})


def _if_empty(delete: Callable[..., None]) -> Callable[..., None]:
    """S3 deletes no bucket that holds something, an old version say."""

    def deleted(name: str, props: dict[str, Any]) -> None:
        held = s3._ensure_bucket(name)
        if held and (held["objects"] or s3._bucket_has_versions(name)):
            raise ValueError(f"The bucket {name} you tried to delete is not empty.")
        delete(name, props)

    return deleted
