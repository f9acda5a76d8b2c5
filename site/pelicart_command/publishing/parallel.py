"""Many small jobs, some at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock, Thread
from typing import TypeVar

Job = TypeVar("Job")

WORKERS = 16
"""Requests under way at once. Each waits for its answer nearly all of its time."""


def in_parallel(work: Callable[[Job], object], jobs: Iterable[Job], workers: int = WORKERS) -> None:
    """Does every job, in no order; after the first that fails no other is begun, and it is raised.

    Jobs are taken from their source one by one, so that there may be any number of them.
    """
    left, turn = iter(jobs), Lock()
    failed: list[BaseException] = []

    def run() -> None:
        while not failed:
            with turn:
                job = next(left, None)
            if job is None:
                return
            try:
                work(job)
            except BaseException as wrong:  # noqa: BLE001  raised by whoever waits
                failed.append(wrong)

    if workers == 1:
        run()
    else:
        _run(run, workers, failed)
    if failed:
        raise failed[0]


def _run(run: Callable[[], None], workers: int, failed: list[BaseException]) -> None:
    threads = [Thread(target=run, daemon=True) for _ in range(workers)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException as stopped:  # noqa: BLE001  Ctrl-C reaches this thread alone
        failed.append(stopped)
        for thread in threads:
            if thread.ident:
                thread.join()
