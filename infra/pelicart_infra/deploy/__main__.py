"""`python -m pelicart_infra.deploy look|up|down STAGE`, as `make deploy` and `make destroy` say it.

`look` only reads the stage and enters its account: before anything is built or installed for it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from pelicart_infra.deploy.account import enter
from pelicart_infra.deploy.cdk import Cdk
from pelicart_infra.deploy.deploying import deploy
from pelicart_infra.deploy.destroying import destroy
from pelicart_infra.deploy.errors import Failed, Missing
from pelicart_infra.stage import StageWrong, read_stage
from pelicart_infra.stage_secrets import STAGES


def main(argv: Sequence[str] | None = None) -> int:
    """0 once it is done; 1 with what is missing, or what went wrong."""
    given = _parser().parse_args(argv)
    if not given.stage:
        print("Say which stage, as in  STAGE=staging", file=sys.stderr)
        return 1
    context = dict(pair.partition("=")[::2] for pair in given.context)
    try:
        stage = read_stage(Path(context.get("stages", STAGES)) / f"{given.stage}.toml")
        account = enter(stage)
        if given.verb == "up":
            deploy(stage, account, Cdk(), context, bootstrap=given.bootstrap)
        elif given.verb == "down":
            destroy(stage, account, Cdk(), context, given.sure)
    except Missing as missing:
        print("Nothing was changed:", file=sys.stderr)
        for sentence in missing.sentences:
            print(f"- {sentence}", file=sys.stderr)
        return 1
    except (StageWrong, Failed, BotoCoreError, ClientError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pelicart_infra.deploy")
    parser.add_argument("verb", choices=("look", "up", "down"))
    parser.add_argument("stage")
    parser.add_argument("--sure", default="", metavar="STAGE", help="the stage once more")
    parser.add_argument("--bootstrap", action="store_true", help="prepare the account for CDK")
    parser.add_argument(
        "--context",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="for pelicart_infra.aws.app, such as bundles=FOLDER",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
