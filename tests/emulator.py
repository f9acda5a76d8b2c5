"""ministack, a second imitation of AWS: not ours, not moto's, and atomic by itself.

It lives in a virtual environment of its own, which `tools/ministack.sh` makes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".pelicart-tools" / "ministack" / "bin" / "python"
MISSING = "ministack isn't installed: `sh tools/ministack.sh` does that, and so does `make race`"
PATIENCE = 60


def installed() -> bool:
    return PYTHON.with_name("ministack").is_file()


@contextmanager
def serve_ministack(folder: Path) -> Iterator[str]:
    """Its address, on loopback alone; what it says and writes goes to `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT / "infra"),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "dynamodb",
        "LOG_LEVEL": "WARNING",
    }
    with (folder / "ministack.log").open("w") as log:
        # On a leash: it ends with this process, however this one ends.
        process = subprocess.Popen(
            [PYTHON, "-m", "pelicart_infra.local.leash", "ministack"],
            cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            await_start(process, port, folder / "ministack.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def await_start(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Returns once it listens; fails with its log if it ends first, or takes too long."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"ministack did not start:\n{log.read_text('utf-8')}")
