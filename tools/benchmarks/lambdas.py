"""A function's process as Lambda runs it: AWS's runtime client, and a Runtime API of ours.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from tools.benchmarks.exchanges import Asked, Exchange, Quick, serving

PATIENCE = 60
_START = """
import os, sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from awslambdaric.__main__ import main
main(["awslambdaric", os.environ["_HANDLER"]])
"""
_NEXT = Asked("GET", "/2018-06-01/runtime/invocation/next", "", b"")
_ABOUT = (
    ("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
    ("Lambda-Runtime-Deadline-Ms", "32503680000000"),
    ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:bench"),
    ("Content-Type", "application/json"),
)


class RuntimeApi:
    """Hands out events one at a time to one process, and takes their answers."""

    def __init__(self) -> None:
        self.events: Queue[bytes] = Queue()
        self.answers: Queue[tuple[float, bytes, bool]] = Queue()
        self.given = 0.0

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Host and port, as Lambda writes them."""
        with serving(_handler(self)) as url:
            yield url.removeprefix("http://")
            self.events.put(b"")  # lets go whoever waits for another


def _handler(api: RuntimeApi) -> type[Quick]:
    class Handler(Quick):
        def do_GET(self) -> None:  # noqa: N802  the server's names
            event = api.events.get()
            api.given = time.perf_counter()
            self.give(Exchange(_NEXT, 200, _ABOUT, event))

        def do_POST(self) -> None:  # noqa: N802  as above
            asked = self.take()
            api.answers.put((time.perf_counter(), asked.body, asked.path.endswith("/error")))
            self.give(Exchange(asked, 202, (), b""))

    return Handler


@dataclass(frozen=True, slots=True)
class Code:
    """A handler in an unpacked bundle, the runtime client's folder, and who runs them."""

    folder: Path
    handler: str
    client: Path
    python: Path
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cold:
    """Seconds from a process's start to its first answer: on the clock, and of the processor."""

    wall: float
    cpu: float


class Process:
    """One function's process."""

    def __init__(self, code: Code, api: RuntimeApi, address: str) -> None:
        self._api = api
        self._process = subprocess.Popen(  # noqa: S603  an interpreter of this machine
            [code.python, "-S", "-s", "-c", _START, code.folder, code.client],
            env={
                **code.environment,
                "_HANDLER": code.handler,
                "AWS_LAMBDA_RUNTIME_API": address,
                "AWS_LAMBDA_FUNCTION_NAME": "bench",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
                "LAMBDA_TASK_ROOT": str(code.folder),
                "PYTHONDONTWRITEBYTECODE": "1",  # /var/task can't be written
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def answer(self) -> tuple[float, Any]:
        """When it came, and what it was; the process's own words if it fails."""
        while self._process.poll() is None:
            try:
                at, body, failed = self._api.answers.get(timeout=1)
            except Empty:  # does it still live?
                continue
            if failed:
                sys.exit(f"a function failed: {body.decode()}")
            return at, json.loads(body)
        assert self._process.stderr
        sys.exit(f"a function's process ended:\n{self._process.stderr.read().decode()}")

    def end(self) -> float:
        """Seconds of the processor that it took."""
        self._process.send_signal(signal.SIGKILL)
        _, _, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = -signal.SIGKILL
        assert self._process.stderr
        self._process.stderr.close()
        return usage.ru_utime + usage.ru_stime


def cold(code: Code, event: Mapping[str, Any]) -> tuple[Cold, Any]:
    """A process from its start to its first answer, and that."""
    api = RuntimeApi()
    with api.serving() as address:
        api.events.put(json.dumps(event).encode())
        started = time.perf_counter()
        process = Process(code, api, address)
        at, answer = process.answer()
        return Cold(at - started, process.end()), answer


def warm(code: Code, events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[float, Any]]:
    """Seconds of one process's answers, one after the other, and the answers."""
    api = RuntimeApi()
    with api.serving() as address:
        process = Process(code, api, address)
        try:
            for event in events:
                api.events.put(json.dumps(event).encode())
                at, answer = process.answer()
                yield at - api.given, answer
        finally:
            process.end()
