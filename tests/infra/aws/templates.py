"""Templates of stages, each made once."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template

from pelicart_infra.aws.bundles import Bundles
from pelicart_infra.aws.shop import ShopStack
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage

ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/any/any"
"""As `destroy` says one, too."""

SMALL = Stage("small", providers=("stripe",), mail="none", keep=False)
"""As little as a stage can have."""

WHOLE = Stage(
    "whole",
    account="123456789012",
    region="us-east-1",
    origin="https://www.example.com",
    domains=("www.example.com",),
    certificate="arn:aws:acm:us-east-1:123456789012:certificate/one",
    zone="example.com",
    providers=("stripe", "monetico", "paypal", "mollie"),
    sealed=True,
    settings={"MONETICO_TPE": "1234567", "MONETICO_COMPANY": "shop"},
    sender="example.com",
    mail="ses",
    watchers=("ada@example.com",),
    budget=20,
    keep=True,
    waf=2000,
    tracing=True,
    log_days=90,
    concurrency={"reconcile": 1},
)
"""Everything that a stage can have."""


@pytest.fixture(scope="session")
def bundles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundles")
    for function in FUNCTIONS:
        with zipfile.ZipFile(folder / f"{function.name}.zip", "w") as bundle:
            bundle.writestr("pelicart.py", f"# {function.name}")
    return Bundles(folder)


@pytest.fixture(scope="session")
def made(bundles):
    """Makes the template of a stage."""

    def make(stage, **more):
        stack = ShopStack(
            App(), "Shop", stage=stage, bundles=bundles, **{"cdn_secret_version": 3, **more}
        )
        return Template.from_stack(stack)

    return make


@pytest.fixture(scope="session")
def small(made):
    return made(SMALL)


@pytest.fixture(scope="session")
def whole(made):
    return made(WHOLE)


@pytest.fixture(scope="session")
def without_cdn(made):
    return made(replace(SMALL, name="bare"), cdn_secret_version=0)


@pytest.fixture(scope="session")
def elsewhere(made):
    """A shop whose web ACL is in another stack, and whose mails somebody else takes."""
    stage = replace(
        SMALL, name="elsewhere", region="eu-west-3", waf=500, mail="smtps://ada@mail.example.com"
    )
    return made(stage, acl=ACL, more={"AWS_ENDPOINT_URL_SSM": "http://ssm.example"})


def of_type(template, kind):
    """Properties of every resource of this type, by logical id."""
    found = template.find_resources(f"AWS::{kind}")
    return {name: resource.get("Properties", {}) for name, resource in found.items()}


def only(template, kind):
    """Properties of the one resource of this type."""
    (properties,) = of_type(template, kind).values()
    return properties
