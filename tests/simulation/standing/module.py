"""The product's own payment module, before its provider's stand-in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.simulation.kinds import KINDS, Simulated
from tests.simulation.shop import ENVIRONMENT
from tests.simulation.standing.books import Books

from pelicart.payments import MODULES, built
from pelicart.payments.monetico import Monetico

if TYPE_CHECKING:
    from tests.simulation.world import World

VERBS = (
    "accepts", "acknowledge", "capture", "close", "look_up", "read_notice", "refund", "resume",
    "sample", "start",
)  # fmt: skip


class Real(Simulated):
    """Each verb is the module's own; only where its calls end is simulated."""

    def __init__(self, world: World, ledger: Books) -> None:
        super().__init__(world, ledger)
        environment = {**ENVIRONMENT, **ledger.environment()}
        module: Any = built(MODULES[ledger.name], environment)
        if isinstance(module, Monetico):
            module = replace(module, now=lambda: world.now)
        self.module = module
        like = KINDS[ledger.name]
        self.direct, self.delays = like.direct, ledger.name != "paypal"
        self.live, self.capabilities = module.live, module.capabilities
        for verb in VERBS:
            setattr(self, verb, getattr(module, verb))
