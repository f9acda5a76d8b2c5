"""A stage of the shop on AWS, such as staging or production: a file says what is its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pelicart_infra.functions import ASKING, FUNCTIONS
from pelicart_infra.providers import PROVIDERS

NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
MAIL = re.compile(r"[^@\s]+@[^@\s]+")
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d+)?")
WAF_REGION = "us-east-1"
"""Where CloudFront's web ACLs, and its certificates, live."""
KEPT_DAYS = frozenset(
    {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922}
)
"""Days that CloudWatch can keep a log for."""
LEAST_RATE = 10
"""Requests in five minutes; WAF counts no fewer."""
TYPES = {"str": str, "bool": bool, "int": int}


class StageWrong(Exception):
    """A stage's file says what no shop can be built from; the text names the file and the key."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment. Two stages share nothing but their code.

    Empty `account` or `region`: those of whoever deploys. Empty `origin`: the CDN's own address.
    `domains` with a `certificate` (its ARN, in us-east-1) are the shop's own names, `zone` the
    name of their Route 53 zone, or empty if their DNS is elsewhere.
    `providers` are the payment providers that the shop's methods need, by name; `sealed` adds the
    second table. `settings` are the environment that is nobody's secret, such as `MONETICO_TPE`.
    `sender` is the domain that mails come from, `mail` what `PELICART_MAIL` says.
    `watchers` get every alarm by mail; `budget` is in whole US dollars a month, 0 for none.
    `keep`: tables and buckets outlive their stack and are protected from deletion.
    `waf` is how many requests of one address the CDN lets through in 5 minutes, 0 for no such rule;
    it needs a `region`, for the rule itself lives in us-east-1.
    `concurrency` reserves that many of each function's processes, by its name; 0 reserves none.
    """

    name: str
    account: str = ""
    region: str = ""
    origin: str = ""
    domains: tuple[str, ...] = ()
    certificate: str = ""
    zone: str = ""
    providers: tuple[str, ...] = ()
    sealed: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""
    mail: str = "ses"
    watchers: tuple[str, ...] = ()
    budget: int = 0
    keep: bool = True
    waf: int = 0
    tracing: bool = False
    log_days: int = 90
    concurrency: Mapping[str, int] = field(default_factory=dict)

    @property
    def stack(self) -> str:
        """The name of its stack."""
        return f"pelicart-{self.name}"

    @property
    def by_ses(self) -> bool:
        """Whether Amazon SES takes its mails."""
        return self.mail.partition(":")[0] == "ses"

    def parameter(self, variable: str) -> str:
        """Name in the parameter store of what a function finds under this variable."""
        return f"/pelicart/{self.name}/{variable}"


def read_stage(path: Path) -> Stage:
    """The stage that this TOML file describes; its name is the file's."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as wrong:
        raise StageWrong(f"{path}: there is no such stage") from wrong
    except (OSError, ValueError) as wrong:
        raise StageWrong(f"{path}: {wrong}") from wrong
    try:
        return checked(Stage(path.stem, **_typed(data)))
    except StageWrong as wrong:
        raise StageWrong(f"{path}: {wrong}") from wrong


def checked(stage: Stage) -> Stage:
    """The stage itself; `StageWrong`, naming a key, if no shop can be built from it."""
    known = {provider.name for provider in PROVIDERS}
    wrong = {
        "the file's name": not NAME.fullmatch(stage.name),
        "origin": bool(stage.origin) and not ORIGIN.fullmatch(stage.origin),
        "providers": not known.issuperset(stage.providers),
        "certificate": bool(stage.domains) != bool(stage.certificate),
        "origin, which belongs to domains": bool(stage.domains) and not stage.origin,
        "zone": bool(stage.zone) and not all(within(d, stage.zone) for d in stage.domains),
        "watchers": stage.budget > 0 and not stage.watchers,
        "sender": stage.by_ses and not stage.sender,
        "watchers, each an e-mail address": not all(MAIL.fullmatch(one) for one in stage.watchers),
        "log_days": stage.log_days not in KEPT_DAYS,
        "waf": stage.waf != 0 and (stage.waf < LEAST_RATE or not stage.region),
        "concurrency": not _NAMES.issuperset(stage.concurrency)
        or any(one < 0 for one in stage.concurrency.values()),
        "settings, with a secret among them": not _SECRETS.isdisjoint(stage.settings),
        "settings": not _SETTABLE.issuperset(stage.settings),
    }
    for key, failed in wrong.items():
        if failed:
            raise StageWrong(f"{key}: this can't be; see docs/operations.md#stages")
    return stage


_SECRETS = {name for one in PROVIDERS for name in (*one.secrets, *one.of_notices)} | {
    "PELICART_KEYS",
    "PELICART_BASKET_KEY",
    "PELICART_ORIGIN_SECRET",
    "PELICART_MAIL_PASSWORD",
}


_NAMES = {one.name for one in FUNCTIONS}
_SETTABLE = {*ASKING, *(provider.origins for provider in PROVIDERS)}


def within(domain: str, zone: str) -> bool:
    """Whether a domain's records belong into this zone."""
    return domain == zone or domain.endswith(f".{zone}")


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    types = {one.name: str(one.type) for one in fields(Stage) if one.name != "name"}
    if unknown := sorted(data.keys() - types.keys()):
        raise StageWrong(f"{unknown[0]}: there is no such key")
    return {key: _value(key, types[key], value) for key, value in data.items()}


def _value(key: str, kind: str, value: object) -> object:
    if kind.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
    elif kind.startswith("Mapping"):
        inner = int if "int" in kind else str
        if isinstance(value, dict) and all(type(one) is inner for one in value.values()):
            return dict(value)
    elif type(value) is TYPES[kind]:
        return value
    raise StageWrong(f"{key}: {kind.replace('tuple[str, ...]', 'a list of texts')} is needed here")
