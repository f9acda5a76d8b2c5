"""What must be there before a stage is deployed, and what to do about what isn't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pelicart_infra.deploy.account import BOOTSTRAP, Account
from pelicart_infra.deploy.errors import Missing
from pelicart_infra.environment import CDN_SECRET, secrets_of
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage

UNRESERVED = 100
"""Processes that AWS always leaves to functions without a reserve of their own.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""


def cdn_secret_version(
    stage: Stage, account: Account, bundles: Path, *, bootstrapped: bool = False
) -> int:
    """The version of the secret that the CDN is to send; `Missing`, with all that is missing.

    `bootstrapped`: CDK prepares the account by itself before.
    """
    missing = [*_bundles(bundles)]
    names = [stage.parameter(name) for name in (*secrets_of(stage), CDN_SECRET)]
    versions = account.versions([*names, BOOTSTRAP])
    if BOOTSTRAP not in versions and not bootstrapped:
        missing.append(
            f"CDK was never prepared in account {account.id}, {account.region}: once, run  "
            f"make deploy STAGE={stage.name} BOOTSTRAP=yes"
        )
    missing += _parameters(stage, [name for name in names if name not in versions])
    missing += _processes(stage, account)
    if missing:
        raise Missing(*missing)
    return versions[stage.parameter(CDN_SECRET)]


def _bundles(folder: Path) -> Iterator[str]:
    lost = [one.name for one in FUNCTIONS if not (folder / f"{one.name}.zip").is_file()]
    if lost:
        yield f"No bundle of {', '.join(lost)} in {folder}: run  make bundle"


def _parameters(stage: Stage, names: list[str]) -> Iterator[str]:
    if names:
        yield (
            f"No parameter {', '.join(names)}: run  pelicart --stage {stage.name} keys create  "
            "and do what it says."
        )


def _processes(stage: Stage, account: Account) -> Iterator[str]:
    reserved = sum(stage.concurrency.values())
    if reserved and account.processes() - reserved < UNRESERVED:
        yield (
            f"[concurrency] reserves {reserved} processes, and the account has "
            f"{account.processes()}, {UNRESERVED} of which can't be reserved: reserve fewer, or "
            "ask AWS for more (Service Quotas, Lambda, concurrent executions)."
        )
