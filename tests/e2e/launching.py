"""Starting and ending the demo as a person does, in a folder of the test's own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PRODUCTS = Path(__file__).with_name("products")
PATIENCE = 180


def make_site(folder: Path) -> None:
    """The demo shop's sources, with the products that only tests sell."""
    for name in ("content", "theme"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pelicanconf.py", folder)
    shutil.copytree(PRODUCTS, folder / "content" / "products" / "testing")


def launch(folder: Path, *options: str) -> subprocess.Popen[str]:
    """Starts the demo in a folder, on any free port unless an option says otherwise."""
    port = [] if "--port" in options else ["--port", "0"]
    return subprocess.Popen(
        [sys.executable, "-m", "pelicart_infra.local", *port, *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "AWS_SECRET_ACCESS_KEY": "the user's own", "STRIPE_API_BASE": "other"},
    )


def wait_for_note(folder: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    """What this demo, and none before it, left for a second terminal, once it is ready."""
    note, end = folder / ".pelicart" / "demo.json", time.monotonic() + PATIENCE
    while True:
        read: dict[str, Any] = json.loads(note.read_text("utf-8")) if note.is_file() else {}
        if read.get("pid") == process.pid:
            return read
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise AssertionError(f"the demo did not start:\n{process.communicate()[0]}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    """Ends the demo as a person does; its exit code and all it said."""
    process.send_signal(by)
    try:
        said, _ = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode, said
