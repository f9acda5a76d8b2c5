"""The demo shop as it is built, in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def build_demo(folder: Path, origin: str = "") -> None:
    """Makes `output` and `publication` in the folder; addresses start at the root, or here."""
    settings = [f'CACHE_PATH="{folder}/cache"', f'SITEURL="{origin}"']
    places = ["-o", str(folder / "output"), "-e", *settings]
    subprocess.run(
        [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q", *places],
        cwd=ROOT, check=True, timeout=120, capture_output=True,
    )  # fmt: skip
