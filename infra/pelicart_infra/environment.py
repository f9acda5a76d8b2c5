"""What each function of a stage is given in its environment, as data; secrets by their names."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart_infra.functions import (
    ADMITTING,
    ASKING_SECRETS,
    FUNCTIONS,
    MAIL_SECRETS,
    NOTICE_SECRETS,
    SIGNING,
    Function,
)
from pelicart_infra.providers import PROVIDERS, Provider
from pelicart_infra.stage import Stage

MARK = "ssm:"
"""As `pelicart.parameters` has it: what follows is the name of a parameter."""

CDN_SECRET = "CDN_SECRET"  # noqa: S105  a parameter's name
"""What the CDN sends: a String, for CloudFormation can't read SecureStrings there."""


def environment_of(
    function: Function, stage: Stage, values: Mapping[str, str], *, cdn: bool
) -> dict[str, str]:
    """One function's variables. `values` are what only a deployment knows, such as the table."""
    known = {**stage.settings, "PELICART_MAIL": stage.mail, **values}
    foreign = _settings_of_others(stage)
    settings = {
        name: known[name] for name in function.settings if name in known and name not in foreign
    }
    wanted = secrets_of(stage, cdn=cdn)
    secrets = {name: MARK + stage.parameter(name) for name in function.secrets if name in wanted}
    return settings | secrets


def secrets_of(stage: Stage, *, cdn: bool = True) -> tuple[str, ...]:
    """The variables that must lie as SecureStrings in the parameter store before it is deployed."""
    ours = [provider for provider in PROVIDERS if provider.name in stage.providers]
    wanted = {name for one in ours for name in (*one.secrets, *one.of_notices)} | {*SIGNING}
    if cdn:
        wanted |= {*ADMITTING}
    if _has_password(stage.mail):
        wanted |= {*MAIL_SECRETS}
    every = (*SIGNING, *ADMITTING, *MAIL_SECRETS, *ASKING_SECRETS, *NOTICE_SECRETS)
    return tuple(name for name in every if name in wanted)


def all_of(environments: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The environments of all functions in one, for a command that does what any of them does."""
    return {
        key: value
        for function in FUNCTIONS
        for key, value in environments.get(function.name, {}).items()
    }


def _settings_of_others(stage: Stage) -> set[str]:
    others = [provider for provider in PROVIDERS if provider.name not in stage.providers]
    return {name for one in others for name in _all_settings(one)}


def _all_settings(provider: Provider) -> tuple[str, ...]:
    return (*provider.settings, provider.origins)


def _has_password(mail: str) -> bool:
    """Whether it names a mail server where somebody logs in."""
    return mail.startswith(("smtp:", "smtps:")) and "@" in mail
