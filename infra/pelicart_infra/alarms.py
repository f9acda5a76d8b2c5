"""The alarms by name, as data: what each says. docs/operations.md has a page on each."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage

ALARMS: Mapping[str, str] = {
    "errors": "A function crashed, ran out of time or memory, or could not start.",
    "throttles": "A function was asked more often at once than the account or its reserve allows.",
    "logged-errors": "A function wrote a line of level ERROR.",
    "server-errors": "Shoppers or providers are answered 5xx.",
    "review": "An order was set aside: only the merchant can lead it on.",
    "reconcile-missing": (
        "reconcile did not finish a run for 15 minutes: what a lost notice told stays unknown."
    ),
    "letters-late": "The table's stream is read late: so are letters.",
    "lost-letters": "Records of the stream failed for good: reconcile sends their letters.",
    "mail": "Mails could not be sent, again and again within an hour.",
    "no-notices": "Orders were paid, and no notice of their provider came: look at its address.",
}
"""`no-notices` is one for each provider of the stage, with its name behind."""

METRICS: Mapping[str, int] = {"errors": len(FUNCTIONS), "no-notices": 2}
"""How many metrics an alarm looks at, if not one: it is paid by them."""


def metrics_of(name: str) -> int:
    """How many metrics the alarm of this name looks at."""
    return next((count for kind, count in METRICS.items() if name.startswith(kind)), 1)


def alarms_of(stage: Stage) -> tuple[str, ...]:
    """The names of a stage's alarms."""
    return tuple(
        name
        for kind in ALARMS
        for name in _each(kind, stage)
        if name != "mail" or stage.mail != "none"
    )


def _each(kind: str, stage: Stage) -> tuple[str, ...]:
    if kind == "no-notices":
        return tuple(f"{kind}-{provider}" for provider in stage.providers)
    return (kind,)
