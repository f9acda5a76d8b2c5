"""The demo's processes: started on a leash, awaited until ready, ended together."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

LEASH = (sys.executable, "-m", "pelicart_infra.local.leash")
PATIENCE = 60
"""Seconds a child may take to become ready."""

PARTING = 5
"""Seconds a child may take to end before it is killed."""

READY = "ready "


class ChildFailed(Exception):
    """A process ended, or wasn't ready in time; the message ends with its last lines."""


@dataclass(slots=True)
class Child:
    """A running module; what it says goes to its log, and `ready <address>` to whoever waits."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    _said: threading.Event = field(default_factory=threading.Event)
    _url: str = ""

    def listen(self) -> None:
        """Copies the child's words to its log until it ends."""
        output = self.process.stdout
        if output is None:
            raise ChildFailed(f"{self.name} was started without a pipe")
        with output, self.log.open("w", encoding="utf-8") as log:
            for line in output:
                log.write(line)
                log.flush()
                if line.startswith(READY) and not self._said.is_set():
                    self._url = line.removeprefix(READY).strip()
                    self._said.set()
        self._said.set()

    def url(self) -> str:
        """Its address, once it is ready; `ChildFailed` if it ended or took too long."""
        self._said.wait(PATIENCE)
        if not self._url:
            raise ChildFailed(self.last_words("did not start"))
        return self._url

    def finish(self, seconds: float) -> None:
        """Waits until it has done its work; `ChildFailed` if it took too long or went wrong."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ChildFailed(self.last_words(f"took over {seconds:.0f} s")) from None
        self._said.wait(PARTING)  # the log is whole when its reader is done
        if code:
            raise ChildFailed(self.last_words("failed"))

    def last_words(self, what: str) -> str:
        """What happened, and the end of the log."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.is_file() else []
        return "\n".join([f"{self.name} {what}.", *(f"  {line}" for line in lines[-30:])])


class Family:
    """All children of the demo; leaving the context ends every one of them."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder, self._logs = folder, logs
        self._children: list[Child] = []

    def start(
        self,
        name: str,
        module: str,
        *arguments: str,
        env: Mapping[str, str],
        descriptors: Sequence[int] = (),
    ) -> Child:
        """Runs a module in the shop's folder, with this environment and these open files alone."""
        process = subprocess.Popen(  # noqa: S603  our own modules
            [*LEASH, module, *arguments],
            cwd=self._folder,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            pass_fds=tuple(descriptors),
            process_group=0,  # Ctrl-C is for the parent, which ends the others
        )
        child = Child(name, process, self._logs / f"{name}.log")
        threading.Thread(target=child.listen, daemon=True).start()
        self._children.append(child)
        return child

    def fallen(self) -> Child | None:
        """A child that ended although it should serve."""
        return next((child for child in self._children if child.process.poll() is not None), None)

    def finish(self, child: Child, seconds: float) -> None:
        """Waits until a child has done its work; `ChildFailed` if it went wrong or took longer."""
        child.finish(seconds)
        self._children.remove(child)
        _close(child.process.stdin)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for child in self._children:
            _close(child.process.stdin)
        end = time.monotonic() + PARTING
        for child in self._children:
            try:
                child.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()


def _close(pipe: IO[str] | None) -> None:
    if pipe is not None:
        pipe.close()
