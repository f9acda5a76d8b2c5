"""What every stand-in is given to work with."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from pelicart_infra.local.standin.clock import Clock
from pelicart_infra.local.standin.delivery import Delivery
from pelicart_infra.local.standin.modes import Modes


@dataclass(frozen=True, slots=True)
class Frame:
    """`origin` is the API's; `turn` is held while the books are used, and may be taken again."""

    origin: str
    clock: Clock
    modes: Modes
    delivery: Delivery
    turn: AbstractContextManager[bool] = field(default_factory=threading.RLock)

    def page(self, session: str) -> str:
        """The address of a session's payment page."""
        return f"{self.origin}/pay/{session}"
