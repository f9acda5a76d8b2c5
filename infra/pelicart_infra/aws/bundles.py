"""Where the functions' code is, and what it was made for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aws_cdk import aws_lambda as lambda_

ARCHITECTURES = {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}


@dataclass(frozen=True, slots=True)
class Bundles:
    """A folder with `<function>.zip` for each function, as `make bundle` leaves it."""

    folder: Path = Path("build/bundles")
    runtime: str = "python3.13"
    architecture: str = "arm64"

    def code(self, function: str) -> lambda_.Code:
        """The function's zip; CDK says which file is missing."""
        return lambda_.Code.from_asset(str(self.folder / f"{function}.zip"))

    @property
    def lambda_runtime(self) -> lambda_.Runtime:
        """The runtime as CDK has it."""
        return lambda_.Runtime(self.runtime, lambda_.RuntimeFamily.PYTHON)

    @property
    def lambda_architecture(self) -> lambda_.Architecture:
        """The architecture as CDK has it; KeyError if Lambda has no such machines."""
        return ARCHITECTURES[self.architecture]
