"""Where `pelicart keys` works: a stage that is deployed, or one that has only its file yet."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from boto3 import Session

from pelicart.parameters import MARK
from pelicart_command.aws import asking
from pelicart_command.keys_vault import Vault
from pelicart_command.stage import read_deployed
from pelicart_command.stopped import Stopped
from pelicart_infra.deployed import Deployed
from pelicart_infra.environment import CDN_SECRET as CDN
from pelicart_infra.environment import secrets_of
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage, StageWrong, read_stage
from pelicart_infra.stage_secrets import STAGES


@dataclass(frozen=True, slots=True)
class Place:
    """One stage; `wanted` are the variables of its secrets, `deployed` is None before that."""

    stage: str
    wanted: tuple[str, ...]
    session: Session
    vault: Vault
    deployed: Deployed | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every parameter of a secret, the CDN's own among them."""
        return (*self.wanted, CDN)

    def users(self, variable: str) -> tuple[str, ...]:
        """The functions that read this secret when they start, as AWS calls them."""
        deployed = self.deployed.functions if self.deployed else {}
        return tuple(
            deployed[one.name]
            for one in FUNCTIONS
            if one.name in deployed and variable in one.secrets
        )


def find_place(given: argparse.Namespace) -> Place:
    """The stage of `--stage`; what its file says goes before what was deployed."""
    if not given.stage:
        raise Stopped("say whose keys, as in  pelicart --stage production keys list")
    stage = _stage(Path(given.file or f"{STAGES}/{given.stage}.toml"), given)
    region = (stage.region if stage else "") or os.environ.get("AWS_REGION")
    session = Session(region_name=region or None)
    _same_account(session, stage)
    deployed = read_deployed(session, given.stage)
    if stage is None and deployed is None:
        raise Stopped(
            f"no stage {given.stage!r} is deployed in this account and region "
            f"({session.region_name}), and {STAGES}/{given.stage}.toml isn't there"
        )
    wanted = secrets_of(stage) if stage else _deployed_secrets(deployed)
    return Place(given.stage, wanted, session, Vault(session, given.stage), deployed)


def _stage(path: Path, given: argparse.Namespace) -> Stage | None:
    if not path.exists() and not given.file:
        return None
    try:
        stage = read_stage(path)
    except StageWrong as wrong:
        raise Stopped(str(wrong)) from wrong
    if stage.name != given.stage:
        raise Stopped(f"{path} is the file of another stage than {given.stage!r}")
    return stage


def _same_account(session: Session, stage: Stage | None) -> None:
    """Keys put into another account would be missed where they belong, and lie about here."""
    if stage is None or not stage.account:
        return
    with asking("tell which account this is"):
        account = session.client("sts").get_caller_identity()["Account"]
    if account != stage.account:
        raise Stopped(
            f"the stage belongs into account {stage.account}, and these are credentials of "
            f"{account}: choose the right AWS_PROFILE"
        )


def _deployed_secrets(deployed: Deployed | None) -> tuple[str, ...]:
    environment = deployed.environment if deployed else {}
    return tuple(name for name, value in environment.items() if value.startswith(MARK))
