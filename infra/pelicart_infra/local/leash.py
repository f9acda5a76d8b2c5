"""Runs a module as a child that ends when its parent does, however the parent ends.

The child's standard input is a pipe whose other end only the parent holds: `python -m
pelicart_infra.local.leash MODULE ARGUMENTS...`
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Runs the module named first with the arguments after it."""
    threading.Thread(target=_watch, args=(sys.stdin.fileno(),), daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _watch(pipe: int) -> None:
    while os.read(pipe, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
