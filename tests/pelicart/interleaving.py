"""Runs several actors one call at a time, in every order in which their calls can come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Semaphore, Thread
from typing import Any, TypeVar

from pelicart.errors import PelicartError

Work = Callable[[], object]
World = TypeVar("World")


class Turns:
    """Something whose every call waits until the actor that makes it gets its turn."""

    def __init__(self, target: object) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if not callable(found):
            return found

        def called(*args: object, **named: object) -> object:
            _Actor.present.pauses()
            return found(*args, **named)

        return called


class _Actor(Thread):
    """A thread that runs from one call to the next when told to, and else stands still."""

    present: _Actor

    def __init__(self, work: Work) -> None:
        super().__init__(daemon=True)
        self._work, self._go, self._stands = work, Semaphore(0), Semaphore(0)
        self.over, self.crash = False, None
        self.start()
        self.steps()  # up to its first call

    def run(self) -> None:
        self._go.acquire()
        try:
            self._work()
        except PelicartError:
            pass  # an actor may be told that it came too late
        except BaseException as crash:  # noqa: BLE001  told by the thread that waits
            self.crash = crash
        self.over = True
        self._stands.release()

    def pauses(self) -> None:
        self._stands.release()
        self._go.acquire()

    def steps(self) -> None:
        _Actor.present = self
        self._go.release()
        self._stands.acquire()
        if self.crash:
            raise self.crash


def interleaved(
    build: Callable[[], tuple[World, Sequence[Work]]],
) -> Iterator[tuple[World, tuple[int, ...]]]:
    """Each world after its actors have run, and in which order their calls came."""
    untried: list[tuple[int, ...]] = [()]
    while untried:
        begun = untried.pop()
        world, works = build()
        actors, order = [_Actor(work) for work in works], list[int]()
        while alive := [number for number, actor in enumerate(actors) if not actor.over]:
            if len(order) < len(begun):
                chosen = begun[len(order)]
            else:
                chosen, *others = alive
                untried += [(*order, other) for other in others]
            order.append(chosen)
            actors[chosen].steps()
        yield world, tuple(order)
