"""Enters a deployed stage: its table and secrets, with the credentials of whoever asks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pelicart.parameters import MARK, MOST
from pelicart_command.stopped import Stopped
from pelicart_infra.deployed import PARAMETER, Deployed, deployed_from
from pelicart_infra.providers import PROVIDERS

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_ssm import SSMClient

VARIABLE = "PELICART_DEPLOYED"
"""Where the stage that was entered is kept, as text, for the rest of this process."""

_OURS = ("PELICART_", *(f"{one.name.upper()}_" for one in PROVIDERS))


def enter_stage(name: str) -> None:
    """Puts the stage's environment in place of this process's own, or stops.

    The account and the region are those of the AWS profile or variables in force.
    """
    import boto3  # noqa: PLC0415  half a second that other commands do without

    session = boto3.Session()
    if not session.region_name:
        raise Stopped("which region? Set AWS_REGION, or AWS_PROFILE to a profile that has one")
    if session.get_credentials() is None:
        raise Stopped("no credentials of AWS: log in first, as for  aws sts get-caller-identity")
    deployed = read_deployed(session, name)
    if deployed is None:
        raise Stopped(
            f"no stage {name!r} is deployed in this account and region "
            f"({session.region_name}): deploy it with  make deploy STAGE={name}"
        )
    _replace(deployed, _account(session, deployed.region))
    for kept in kept_from(session, deployed):
        del os.environ[kept]


def kept_from(session: boto3.Session, deployed: Deployed) -> list[str]:
    """Variables whose secrets these credentials may not read: most commands need none of them.

    One question where all may be read, else one for each.
    """
    named = {
        variable: value.removeprefix(MARK)
        for variable, value in deployed.environment.items()
        if value.startswith(MARK)
    }
    client = session.client("ssm", region_name=deployed.region)
    variables = sorted(named)
    chunks = [variables[start : start + MOST] for start in range(0, len(variables), MOST)]
    if all(_may_read(client, [named[one] for one in some]) for some in chunks):
        return []
    return [one for one in variables if not _may_read(client, [named[one]])]


def _may_read(client: SSMClient, names: list[str]) -> bool:
    """Whether they may be read; one that isn't there is told by whoever needs it."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        client.get_parameters(Names=names, WithDecryption=True)
    except ClientError as wrong:
        if wrong.response.get("Error", {}).get("Code") == "AccessDeniedException":
            return False
        raise Stopped(f"can't read the secrets: {wrong}") from wrong
    except BotoCoreError as wrong:
        raise Stopped(f"can't read the secrets: {wrong}") from wrong
    return True


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
    assert found  # or the stage could not have been read
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
