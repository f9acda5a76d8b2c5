"""Actors that stand still at each of their calls until the schedule lets them go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from greenlet import getcurrent, greenlet


class Killed(BaseException):
    """The function is stopped where it stands: nothing of it runs any more."""


@dataclass
class Task:
    """One run of a function or a command; `name` is unique, `lives` for so many seconds.

    `pending` names the call before which it stands. `answer` is what came of it, None if it was
    killed; `error` is what it raised.
    """

    name: str
    work: Callable[[], object]
    ends: Callable[[Task], None]
    lives: int
    began: int
    web: bool = False
    pending: str = ""
    answer: object = None
    error: Exception | None = None
    killed: bool = False
    over: bool = False
    lags: bool = False
    calls: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    _thread: greenlet | None = None

    def begins(self) -> None:
        """Runs up to its first call."""
        self._thread = greenlet(self._run)
        self._thread.task = self
        self.goes_on("")

    def goes_on(self, fault: str) -> None:
        """Makes the call that it stands before, and runs up to the next."""
        assert self._thread is not None
        label = self._thread.switch(fault)
        self.pending = label if isinstance(label, str) else ""
        if self.over:
            self.ends(self)

    def _run(self, _fault: str) -> None:
        try:
            self.answer = self.work()
        except Killed:
            self.killed = True
        except Exception as error:  # noqa: BLE001  told by whoever looks at the task
            self.error = error
        self.over = True

    @staticmethod
    def present() -> Task | None:
        """The task that runs now; None for the schedule itself."""
        return getattr(getcurrent(), "task", None)

    @staticmethod
    def pauses(label: str) -> str:
        """Stands before a call until the schedule says which fault meets it."""
        parent = getcurrent().parent
        assert parent is not None
        return str(parent.switch(label))
