"""How the stand-in behaves: what becomes of its notices, and whether its API answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pelicart_infra.local.stripe.refusal import Refusal

NOTICES = ("once", "twice", "late", "never", "forged")
API = ("up", "down", "slow", "html")
CREATE = ("", "stored-500")
_CHOICES = {"notices": NOTICES, "api": API, "create": CREATE}
_SECONDS = ("late", "delay")


@dataclass(slots=True)
class Modes:
    """Switched by the control page and by tests.

    `late` and `delay` are seconds: of a late notice, and of a slow API. `create` holds for the
    next session made. `of` says otherwise than `notices` for single sessions.
    """

    notices: str = "once"
    late: float = 3.0
    api: str = "up"
    delay: float = 3.0
    create: str = ""
    of: dict[str, str] = field(default_factory=dict)

    def change(self, wanted: Mapping[str, Any]) -> None:
        """Takes over what is named, all or nothing; `Refusal` for what isn't known."""
        for name, value in wanted.items():
            known = value in _CHOICES.get(name, ()) or (
                name in _SECONDS and isinstance(value, int | float) and 0 <= value <= 60
            )
            if not known:
                raise Refusal(f"{name} can't be {value!r}", param=name)
        for name, value in wanted.items():
            setattr(self, name, value)

    def choose(self, session: str, notices: str) -> None:
        """Sets one session's notices apart; empty text leaves them as they all are."""
        if notices in NOTICES:
            self.of[session] = notices

    def of_session(self, session: str) -> str:
        """What becomes of this session's notices."""
        return self.of.get(session, self.notices)

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
