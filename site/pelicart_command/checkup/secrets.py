"""The stage's keys: there, long enough, not too old, and read by every function since."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart.abuse.client import SHORTEST_SECRET
from pelicart.errors import Misconfigured
from pelicart.parameters import MARK, resolved
from pelicart.wiring import SHORTEST_KEY, Wiring
from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.patient import Patient

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
