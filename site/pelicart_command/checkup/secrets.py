"""The stage's keys: there, long enough, not too old, and read by every function since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pelicart.abuse.client import SHORTEST_SECRET
from pelicart.errors import Misconfigured
from pelicart.parameters import MARK, MOST, resolved
from pelicart.wiring import SHORTEST_KEY, Wiring
from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.patient import Patient
from pelicart_infra.functions import FUNCTIONS

OLD = 400
"""Days after which signing keys should have been rotated."""
DAY = 86_400


def present(patient: Patient) -> Iterator[Finding]:
    """Whether every secret that a function names is there."""
    deployed = patient.stage.environment
    named = [name for name, value in deployed.items() if value.startswith(MARK)]
    if kept := [name for name in named if name not in patient.environment]:
        mend = f"these credentials may not read {', '.join(kept)}, and mostly need not"
        yield warning("every secret can be looked at", mend)
    try:
        resolved(patient.environment)
    except Misconfigured as missing:
        mend = f"{missing}: pelicart keys create, or keys set"
        yield wrong(f"{len(named)} secrets are there", mend)
        return
    yield Finding(f"{len(named)} secrets are there")


def strong(patient: Patient) -> Iterator[Finding]:
    """Whether the keys that the shop makes itself are as long as they must be."""
    environment = resolved(patient.environment)
    wired = Wiring(patient.store(), lambda: 0, environment)
    rotate = "pelicart keys rotate"
    for what, name, key in OWN:
        if patient.deployed and name not in environment:
            continue  # these credentials may not read it, or it isn't there: told elsewhere
        try:
            told = key(wired)
        except Misconfigured as wrong_key:
            yield wrong(f"{what} are long enough", f"{wrong_key}: {rotate}")
        else:
            yield Finding(f"{what}: {told}")
    secrets = environment.get("PELICART_ORIGIN_SECRET", "").split()
    if not secrets:
        return
    short = any(len(one) < SHORTEST_SECRET for one in secrets)
    yield held(
        f"the CDN's secret has {SHORTEST_SECRET} characters or more",
        f"{rotate} PELICART_ORIGIN_SECRET",
        well=not short,
    )
    if len(secrets) > 1:
        mend = f"two are good: deploy, and  {rotate} PELICART_ORIGIN_SECRET  ends it"
        yield warning("the CDN's secret is being exchanged", mend)


def _signing(wired: Wiring) -> str:
    keys = wired.keys.keys
    return f"{len(keys)}, {next(iter(keys))} signs"


def _basket(wired: Wiring) -> str:
    wired.order_id("doctor")  # it alone reads the key
    return f"{SHORTEST_KEY} bytes or more"


OWN = (
    ("signing keys", "PELICART_KEYS", _signing),
    ("the key of baskets", "PELICART_BASKET_KEY", _basket),
)


def ages(patient: Patient) -> Iterator[Finding]:
    """When the signing keys were last written."""
    import boto3  # noqa: PLC0415  only a deployed shop has a parameter store

    from pelicart_command.keys_vault import Vault  # noqa: PLC0415

    vault = Vault(boto3.Session(region_name=patient.stage.region), patient.stage.stage)
    versions = vault.versions("PELICART_KEYS")
    if not versions:
        return
    days = int((patient.now() - versions[-1].at) // DAY)
    what = f"signing keys were changed {days} day{'' if days == 1 else 's'} ago"
    yield warning(what, "pelicart keys rotate PELICART_KEYS") if days > OLD else Finding(what)


def taken_up(patient: Patient) -> Iterator[Finding]:
    """Whether each function was started after its secrets were last written, as by another way."""
    written = _written(patient)
    late: list[str] = []
    for one in FUNCTIONS:
        name = patient.stage.functions.get(one.name)
        newest = max((written[secret] for secret in one.secrets if secret in written), default=0.0)
        if name and newest > _changed(patient, name):
            late.append(one.name)
    what = "functions were started since their secrets were written"
    if late:
        mend = f"{', '.join(late)} may hold an old one: write it once more by  pelicart keys set"
        yield warning(what, mend)
    else:
        yield Finding(what)


def _written(patient: Patient) -> dict[str, float]:
    """When each secret was last written, by its variable."""
    named = {
        value.removeprefix(MARK): variable
        for variable, value in patient.stage.environment.items()
        if value.startswith(MARK) and variable in patient.environment
    }
    found: dict[str, float] = {}
    names = sorted(named)
    for start in range(0, len(names), MOST):
        answer = patient.client("ssm").get_parameters(Names=names[start : start + MOST])
        found |= {named[p["Name"]]: p["LastModifiedDate"].timestamp() for p in answer["Parameters"]}
    return found


def _changed(patient: Patient, function: str) -> float:
    """When a function was last changed: with that, its processes began anew."""
    found = patient.client("lambda").get_function_configuration(FunctionName=function)
    return datetime.fromisoformat(found["LastModified"]).timestamp()
