"""Enters a deployed stage: its table and secrets, with the credentials of whoever asks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pelicart_command.stopped import Stopped
from pelicart_infra.deployed import PARAMETER, Deployed, deployed_from
from pelicart_infra.providers import PROVIDERS

if TYPE_CHECKING:
    import boto3

VARIABLE = "PELICART_DEPLOYED"
"""Where the stage that was entered is kept, as text, for the rest of this process."""

_OURS = ("PELICART_", *(f"{one.name.upper()}_" for one in PROVIDERS))


def enter_stage(name: str) -> None:
    """Puts the stage's environment in place of this process's own, or stops.

    The account and the region are those of the AWS profile or variables in force.
    """
    import boto3  # noqa: PLC0415  half a second that other commands do without

    session = boto3.Session()
    deployed = read_deployed(session, name)
    if deployed is None:
        raise Stopped(
            f"no stage {name!r} is deployed in this account and region "
            f"({session.region_name}): deploy it with  make deploy STAGE={name}"
        )
    _replace(deployed, _account(session, deployed.region))


def read_deployed(session: boto3.Session, name: str) -> Deployed | None:
    """The stage of this name as it was deployed last, or None if it never was."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    parameter = PARAMETER.format(stage=name)
    try:
        answer = session.client("ssm").get_parameter(Name=parameter)
        return deployed_from(answer["Parameter"].get("Value", ""))
    except ClientError as wrong:
        if wrong.response.get("Error", {}).get("Code") == "ParameterNotFound":
            return None
        raise Stopped(f"can't read {parameter}: {wrong}") from wrong
    except (BotoCoreError, ValueError, TypeError) as wrong:
        raise Stopped(f"can't read {parameter}: {wrong}") from wrong


def deployed() -> Deployed:
    """The stage that was entered; stops if none was."""
    if text := os.environ.get(VARIABLE):
        return deployed_from(text)
    raise Stopped("this needs a deployed shop: say which, as in  pelicart --stage production …")


def _account(session: boto3.Session, region: str) -> dict[str, str]:
    """Credentials as the table's own client wants them, wherever AWS's tools found them."""
    found = session.get_credentials()
    if found is None:
        raise Stopped("no credentials of AWS: log in first, as for  aws sts get-caller-identity")
    keys = found.get_frozen_credentials()
    return {
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": keys.access_key or "",
        "AWS_SECRET_ACCESS_KEY": keys.secret_key or "",
        **({"AWS_SESSION_TOKEN": keys.token} if keys.token else {}),
    }


def _replace(deployed: Deployed, account: dict[str, str]) -> None:
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ |= {**deployed.environment, **account, VARIABLE: deployed.text()}
