"""The functions' process: it has imported every handler, and forks for each invocation.

A child is what a cold Lambda is: nothing is left in it of an invocation before. It reads one event,
answers through a pipe and ends; one that is struck down answers nothing. Lines of JSON come in and
go out: `{"name", "event", "environment", "strike"}`, and `{"answer", "failed", "calls"}`.
A name that is no function's is the merchant's command, whose event is `{"argv"}`.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import stripe
from jinja2 import FileSystemBytecodeCache
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tests.killing.planted import PLANTED
from tests.killing.strikes import Calls, Strike, watch

import pelicart.pages
import pelicart.store.dynamo
import pelicart_command
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local.runner import Context, load

DIED: dict[str, Any] = {"answer": None, "failed": "killed", "calls": [], "imported": []}


def main() -> None:
    """Serves until its parent closes the pipe; the folder for compiled templates is given."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not speak in answers
    calls = _prepared(Path(sys.argv[1]))
    handlers = load(FUNCTIONS)
    for bug in sys.argv[2:]:
        PLANTED[bug]()
    timeouts = {function.name: function.timeout for function in FUNCTIONS}
    gc.freeze()
    print("ready", file=out, flush=True)
    for line in sys.stdin:
        said = _forked(partial(_invoked, handlers, timeouts, json.loads(line), calls))
        print(json.dumps(said), file=out, flush=True)
        for name in said["imported"]:  # importing is no call: the next child is spared it
            import_module(name)


def _prepared(compiled: Path) -> Calls:
    """Imports and compiles once what would cost every child its time."""
    logging.basicConfig(level=logging.ERROR)
    cache, sandbox = FileSystemBytecodeCache(str(compiled)), ImmutableSandboxedEnvironment
    pelicart.pages.ImmutableSandboxedEnvironment = lambda **options: sandbox(  # type: ignore[misc,assignment]
        **{**options, "bytecode_cache": cache}
    )
    stripe.HTTPClient.INITIAL_DELAY = stripe.HTTPClient.MAX_DELAY = 0.001
    pelicart.store.dynamo.PAUSES = (0.001, 0.001, 0.001)
    calls = Calls()
    watch(calls)
    return calls


def _forked(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a child of ours has to say, or that it died."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        with os.fdopen(write, "w", encoding="utf-8") as pipe:
            pipe.write(json.dumps(run()))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else DIED


def _invoked(
    handlers: Mapping[str, Any], timeouts: Mapping[str, int], asked: Mapping[str, Any], calls: Calls
) -> dict[str, Any]:
    os.environ.clear()
    os.environ.update(asked["environment"])
    calls.strike = Strike(**asked["strike"]) if asked["strike"] else None
    name, event = asked["name"], asked["event"]
    answer, failed, known = None, "", {*sys.modules}
    try:
        if name in handlers:
            answer = handlers[name](event, Context(name, timeouts[name]))
        else:
            answer = _commanded(event["argv"])
    except Exception as crash:  # noqa: BLE001  whatever it is, the caller is told
        failed = f"{type(crash).__name__}: {crash}"
    said = {"answer": answer, "failed": failed, "calls": calls.names}
    return {**said, "imported": [name for name in sys.modules if name not in known]}


def _commanded(argv: list[str]) -> dict[str, Any]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = pelicart_command.main(argv)
    return {"code": code, "said": said.getvalue()}


if __name__ == "__main__":
    main()
