"""How a stand-in behaves: what becomes of its notices, and whether its API answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart_infra.local.standin.refusal import Refusal

NOTICES = ("once", "twice", "late", "never", "forged")
API = ("up", "down", "slow", "html", "garbage")
SECONDS = ("late", "delay")
LONGEST = 60


@dataclass(slots=True)
class Modes:
    """Switched by the control page and by tests.

    `late` and `delay` are seconds: of a late notice, and of a slow API. `of` says otherwise than
    `notices` for single sessions. `own` are switches of one provider alone, with their choices
    in `known`; the first is the usual one.
    """

    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: str = "once"
    late: float = 3.0
    api: str = "up"
    delay: float = 3.0
    own: dict[str, str] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = {name: choices[0] for name, choices in self.known.items()}

    def choices(self) -> dict[str, tuple[str, ...]]:
        """What can be chosen, by name."""
        return {"notices": NOTICES, "api": API, **self.known}

    def change(self, wanted: Mapping[str, Any]) -> None:
        """Takes over what is named, all or nothing; `Refusal` for what isn't known."""
        for name, value in wanted.items():
            known = value in self.choices().get(name, ()) or (
                name in SECONDS and isinstance(value, int | float) and 0 <= value <= LONGEST
            )
            if not known:
                raise Refusal(f"{name} can't be {value!r}", param=name)
        for name, value in wanted.items():
            if name in self.known:
                self.own[name] = value
            else:
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
        common = {name: getattr(self, name) for name in ("notices", "late", "api", "delay", "of")}
        return {**common, **self.own}
