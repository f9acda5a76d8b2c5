"""What is drawn for a seed before its schedule: how bad the day is, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

End = Literal["notices", "reconcile", "both"]

KINDS = ("card", "bank", "wallet", "ideal")
"""Methods with a provider behind them."""

ACTIONS = (
    "cancels", "tabs", "changes", "again", "declines", "delays", "disputes", "dashboard",
    "bounces", "forges", "repeats", "refunds", "marks", "extends", "reprices", "refuses", "jumps",
    "late-forms", "indexes-lag", "tampers", "odd-sums", "ships",
    "decides", "merchant-cancels", "withdraws",
)  # fmt: skip
"""What some seeds leave out."""


@dataclass(frozen=True)
class Swarm:
    """`rate` faults in a hundred calls, `loss` lost notices in a hundred, `skew` seconds by which
    the providers' clocks are ahead, `end` what alone may finish what was left open.
    """

    seed: int = 0
    rate: int = 0
    length: int = 80
    loss: int = 0
    skew: int = 0
    end: End = "both"
    shoppers: int = 3
    methods: tuple[str, ...] = KINDS
    units: int = 2
    off: frozenset[str] = frozenset()
    real: bool = False
    """Whether the product's own payment modules run, before their providers' stand-ins."""

    def on(self, action: str) -> bool:
        return action not in self.off


LENGTHS = (20, 40, 60, 80, 120, 160, 240, 320)
COMMON = (8, 14, 18, 20, 18, 12, 7, 3)
"""How often each length is drawn: short schedules find most, and many of them are run."""


def drawn(seed: int, **chosen: Any) -> Swarm:
    """The swarm of a seed; what is `chosen` isn't drawn."""
    chance = Random(f"swarm {seed}")  # noqa: S311  a game of chance, no secret
    methods = chance.sample(KINDS, 1 if chance.random() < 0.8 else 2)
    if chance.random() < 0.3:
        methods.append(chance.choice(("cheque", "ssl")))
    off = frozenset(action for action in ACTIONS if chance.random() < 0.35)
    end: End = chance.choice(("notices", "reconcile", "reconcile", "both"))
    swarm = Swarm(
        seed=seed,
        rate=chance.choice((0, 5, 5, 15, 15, 40)),
        length=chance.choices(LENGTHS, COMMON)[0],
        loss=chance.choice((0, 30, 90)),
        skew=chance.choice((0, 0, -600, -60, 60, 600)),
        end=end,
        shoppers=chance.choice((1, 2, 3, 3)),
        methods=tuple(methods),
        units=chance.choice((1, 1, 2, 3)),
        off=off,
    )
    return replace(swarm, **chosen)
