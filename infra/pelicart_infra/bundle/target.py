"""Where a bundle is to run: which Python, on which machine."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
"""AWS's word for each architecture, and Linux's."""

LIBC = (34, 31, 28, 27, 26, 24, 17)
"""Versions 2.x of the C library that wheels are built for and Amazon Linux 2023 (2.34) runs.
https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html"""


@dataclass(frozen=True, slots=True)
class Target:
    """`python` as in 3.13, `architecture` one of AWS's."""

    python: str
    architecture: str

    @property
    def machine(self) -> str:
        """As Linux says it."""
        return MACHINES[self.architecture]

    @property
    def tag(self) -> str:
        """As file names have it: cp313."""
        return f"cp{self.python.replace('.', '')}"

    @property
    def runtime(self) -> str:
        """As Lambda says it."""
        return f"python{self.python}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """Of wheels that run there, newest first; the oldest has a second name."""
        names = [f"manylinux_2_{minor}_{self.machine}" for minor in LIBC]
        return (*names, f"manylinux2014_{self.machine}")

    @property
    def markers(self) -> dict[str, str]:
        """What a requirement may ask about it, where that isn't the same as here."""
        return {
            "implementation_name": "cpython",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_system": "Linux",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "linux",
        }


def here() -> Target:
    """This interpreter on this machine."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    linux = platform.machine().lower()
    known = {name: aws for aws, name in MACHINES.items()} | {"arm64": "arm64", "amd64": "x86_64"}
    return Target(python, known.get(linux, linux))
