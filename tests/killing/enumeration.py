"""Every walk, struck at every call of every function on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.killing.agreement import comes_to_rest, disagreements
from tests.killing.functions import Aim, Invocation
from tests.killing.strikes import Strike
from tests.killing.visit import Step, Visit
from tests.killing.walks import Walk
from tests.killing.world import Moment, World

Strikes = Callable[[int], Iterable[Strike]]


@dataclass
class Tally:
    """What one walk amounted to: `requests` and `points` (their calls) that were struck."""

    provider: str
    walk: str
    requests: int = 0
    points: int = 0
    runs: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """A step that is to be struck: all as it stood before, and what is invoked on the way."""

    moment: Moment
    visit: Visit
    step: Step
    after: Sequence[Step]
    invocations: Sequence[Invocation]


def enumerated(world: World, walk: Walk, strikes: Strikes) -> Tally:
    """The walk untouched, then with each strike at each of its invocations; once with people who
    try again and go on, once with people who give up."""
    tally = Tally(world.name, walk.name)
    for stage in staged(world, walk, tally):
        for number, invocation in enumerate(stage.invocations):
            tally.requests += 1
            tally.points += len(invocation.calls)
            for strike in strikes(len(invocation.calls)):
                at = f"{strike.how} call {strike.call} of {invocation.name}"
                told = f"{walk.name}: {at}, {invocation.calls[strike.call - 1]}"
                _try_both(world, walk, stage, Aim(number, strike), told, tally)
    return tally


def staged(world: World, walk: Walk, tally: Tally) -> list[Stage]:
    """The walk with nothing befalling it, to its end and at rest."""
    world.back_to(world.first_day)
    visit, stages = Visit(world), []
    for step in walk.first:
        step(visit)
    for number, step in enumerate(walk.then, 1):
        moment, before = world.moment(), visit.twin()
        world.functions.begin()
        step(visit)
        invoked = tuple(world.functions.invocations)
        stages.append(Stage(moment, before, step, (*walk.then[number:], *walk.after), invoked))
    for step in walk.after:
        step(visit)
    tally.wrong += [f"{walk.name}, untouched: {one}" for one in _at_rest(world, walk.ends)]
    return stages


def _try_both(world: World, walk: Walk, stage: Stage, aim: Aim, told: str, tally: Tally) -> None:
    for again in (True, False):
        tally.runs += 1
        ends = "goes on" if again else "gives up"
        wrong = struck(world, walk, stage, aim, again=again)
        tally.wrong += [f"{told}, {ends}: {one}" for one in wrong]


def struck(world: World, walk: Walk, stage: Stage, aim: Aim, *, again: bool) -> list[str]:
    """What disagrees at rest after this step was struck."""
    world.back_to(stage.moment)
    visit = stage.visit.twin()
    world.functions.begin(aim)
    failed = _failed(stage.step, visit)
    if not world.functions.struck:
        return [f"the call was never reached: {failed}"]
    world.functions.begin()
    if again:
        steps = [*([stage.step] if failed else []), *stage.after]
        for step in steps:
            if stuck := _failed(step, visit):
                return [f"{step.__name__} can't be done: {stuck}"]
    return _at_rest(world, walk.ends if again else "")


def _failed(step: Step, visit: Visit) -> str:
    """Why a step failed, or empty text."""
    try:
        step(visit)
    except AssertionError as wrong:
        return str(wrong) or type(wrong).__name__
    return ""


def _at_rest(world: World, ends: str) -> list[str]:
    comes_to_rest(world)
    wrong = disagreements(world)
    states = [order.state for order in world.orders()]
    if ends and states != [ends]:
        wrong.append(f"ended {states}, not {ends}")
    return wrong
