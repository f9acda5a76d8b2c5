"""The versions and hashes that everything is pinned to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from pelicart_infra.bundle.errors import NoBundle

_PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of one package; `hashes` are SHA-256 of the files that may be it."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def text(self) -> str:
        """As a line of a requirements file."""
        return " ".join(
            (f"{self.name}=={self.version}", *(f"--hash=sha256:{h}" for h in self.hashes))
        )


def lock_path() -> Path:
    """The lock of the checkout, or the copy that an installed package brings."""
    package = Path(__file__).parents[1]
    for path in (package / "requirements.lock", package.parents[1] / "requirements.lock"):
        if path.is_file():
            return path
    raise NoBundle("there is no requirements.lock: build bundles in a checkout")


def read_lock(text: str) -> dict[str, Pin]:
    """Pins by name."""
    pins: dict[str, Pin] = {}
    for entry in re.split(r"\n(?=\S)", text):
        if found := _PIN.match(entry):
            name = canonicalize_name(found[1])
            pins[name] = Pin(name, found[2], tuple(_HASH.findall(entry)))
    return pins


def pinned(names: Iterable[str], pins: Mapping[str, Pin]) -> list[Pin]:
    """The pins of these, in order; `NoBundle` if one is missing."""
    wanted = sorted(set(names))
    if missing := [name for name in wanted if name not in pins]:
        raise NoBundle(f"requirements.lock doesn't pin {', '.join(missing)}: run  make lock")
    return [pins[name] for name in wanted]
