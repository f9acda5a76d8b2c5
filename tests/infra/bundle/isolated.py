"""A bundle on its own, unpacked and run by an interpreter that knows nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_RUN = """
import json, sys, sysconfig
sys.path.insert(0, sys.argv[1])
answers, sys.stdout = sys.stdout, sys.stderr
from importlib import import_module
handler = import_module(f"pelicart.endpoints.{sys.argv[2]}").handler

def strangers():
    known = (sys.argv[1] + "/", *map(sysconfig.get_path, ("stdlib", "platstdlib")))
    files = {n: getattr(m, "__file__", None) or "" for n, m in list(sys.modules.items())}
    return sorted(n for n, f in files.items() if f and not f.startswith(known))

for line in sys.stdin:
    event = json.loads(line)
    answer = handler(event, None)
    seen = {"answer": answer, "modules": sorted(sys.modules), "strangers": strangers()}
    print(json.dumps(seen), file=answers, flush=True)
"""


class Isolated:
    """One function's process. `modules` are those it has loaded by its last answer."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.modules: set[str] = set()
        self.strangers: list[str] = []
        command = [sys.executable, "-I", "-S", "-c", _RUN, str(folder), folder.name]
        self._process = subprocess.Popen(
            command, env=dict(environment), text=True, encoding="utf-8", bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, event: Mapping[str, Any]) -> Any:
        """What the handler answers; a process that ended says why."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(event) + "\n")
        line = self._process.stdout.readline()
        assert line, self._process.communicate(timeout=10)[1]
        seen = json.loads(line)
        self.modules, self.strangers = set(seen["modules"]), seen["strangers"]
        return seen["answer"]

    def close(self) -> None:
        """Ends it."""
        self._process.communicate(timeout=10)
