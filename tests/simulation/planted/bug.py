"""A fault of judgement put into the product on purpose: what the simulator must find."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.simulation.swarm import End

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Bug:
    """`end` is the mechanism that works alone while it is looked for; None leaves it to the seed.

    Reconcile hides what is wrong with notices, and the other way round. `methods` and `skew` name
    the providers that it is about and how far their clocks are off, `rate` and `length` how bad and
    long a day it takes, where it needs that.
    """

    name: str
    plant: Plant
    end: End | None = None
    methods: tuple[str, ...] = ()
    skew: int | None = None
    rate: int | None = None
    length: int | None = None

    @property
    def chosen(self) -> dict[str, Any]:
        """What is not left to the seed."""
        given = {
            "end": self.end,
            "methods": self.methods or None,
            "skew": self.skew,
            "rate": self.rate,
            "length": self.length,
        }
        return {name: value for name, value in given.items() if value is not None}


def everywhere(patch: pytest.MonkeyPatch, original: Any, planted: Any) -> None:
    """Puts something in the place of a function in each of the product's modules that know it."""
    for name, module in list(sys.modules.items()):
        if name == "pelicart" or name.startswith("pelicart."):
            for known, value in list(vars(module).items()):
                if value is original:
                    patch.setattr(module, known, planted)
