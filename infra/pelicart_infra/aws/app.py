"""Our CDK app: one stage, from its file, judged by cdk-nag. `make deploy` runs it.

Its context says the rest: `stages` the folder of the files, `bundles`, `runtime` and
`architecture` of the code, `cdn_secret_version`, `acl` a web ACL's ARN, `part=waf` for that one
alone, `environment` as JSON.
"""

from __future__ import annotations

import json
from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import Node

from pelicart_infra.aws.bundles import Bundles
from pelicart_infra.aws.shop import ShopStack
from pelicart_infra.aws.waf import WafStack
from pelicart_infra.stage import read_stage
from pelicart_infra.stage_secrets import STAGES


def shop_app() -> App:
    """The app, with the one stack that its context asks for."""
    app = App()
    context = app.node
    bundles = Bundles(
        Path(_text(context, "bundles", str(Bundles().folder))),
        _text(context, "runtime", Bundles().runtime),
        _text(context, "architecture", Bundles().architecture),
    )
    name = _text(context, "stage", "")
    stage = read_stage(Path(_text(context, "stages", STAGES)) / f"{name}.toml")
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    if _text(context, "part", "shop") == "waf":
        WafStack(app, "Waf", stage=stage)
        return app
    ShopStack(
        app,
        "Shop",
        stage=stage,
        bundles=bundles,
        cdn_secret_version=int(_text(context, "cdn_secret_version", "1")),
        acl=_text(context, "acl", "") or None,
        more=json.loads(_text(context, "environment", "{}")),
    )
    return app


def _text(context: Node, key: str, otherwise: str) -> str:
    value = context.try_get_context(key)
    return otherwise if value is None else str(value)


if __name__ == "__main__":
    shop_app().synth()
