"""Runs checks side by side, each for itself: none waits for, hides or ends another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong

from botocore.exceptions import BotoCoreError, ClientError

from pelicart.errors import PelicartError
from pelicart_command.checkup.finding import Check, Finding, Group, warning, wrong
from pelicart_command.checkup.patient import Patient
from pelicart_command.stopped import Stopped

AT_ONCE = 6
LONGEST = 45.0
"""Seconds that are waited for one check."""

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


def examined(groups: Iterable[Group], patient: Patient) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each group, in their order, as soon as they are there."""
    wanted = [one for one in groups if patient.deployed or not one.deployed]
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        begun = [(one.title, [_begun(pool, check, patient) for check in one.checks])
                 for one in wanted]  # fmt: skip
        for title, checks in begun:
            yield title, [finding for check in checks for finding in _found(*check)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


Begun = tuple[str, Future[list[Finding]]]


def _begun(pool: ThreadPoolExecutor, check: Check, patient: Patient) -> Begun:
    return _name(check), pool.submit(_all, check, patient)


def _found(name: str, check: Future[list[Finding]]) -> list[Finding]:
    try:
        return check.result(LONGEST)
    except TooLong:
        return [wrong(name, f"no end after {LONGEST:.0f} seconds: is the network up?")]


def _all(check: Check, patient: Patient) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check(patient))
    except Exception as failure:  # noqa: BLE001  a broken check is told, and ends no other
        found.append(_failed(_name(check), failure))
    return found


def _failed(name: str, failure: Exception) -> Finding:
    answer = failure.__cause__ if isinstance(failure, Stopped) else failure
    if isinstance(answer, ClientError):
        code = answer.response.get("Error", {}).get("Code", "")
        if code in DENIED:
            return warning(name, f"these credentials may not look ({failure})")
    if isinstance(failure, Stopped | PelicartError | ClientError | BotoCoreError | OSError):
        return wrong(name, str(failure))
    return wrong(name, f"could not be looked at ({type(failure).__name__}: {failure})")


def _name(check: Check) -> str:
    return getattr(check, "__name__", "check").replace("_", " ")
