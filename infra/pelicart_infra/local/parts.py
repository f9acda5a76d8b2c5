"""The demo's parts: which module each child runs, with which arguments and environment."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart_infra.local.children import Child, Family
from pelicart_infra.local.plan import Plan

OUTPUT, PUBLICATION = "output", "publication"
BUILD_TIME, PUBLISH_TIME = 600, 120
_HERE = "pelicart_infra.local"

Environment = Mapping[str, str]


def start_build(family: Family, plan: Plan, env: Environment, origin: str) -> Child:
    """Pelican, as a merchant runs it."""
    arguments = (plan.content, "-s", plan.settings, "-o", OUTPUT)
    of_build = {"PELICART_ORIGIN": origin, "COLUMNS": "100"}
    return family.start("build", "pelican", *arguments, env={**env, **of_build})


def start_table(family: Family, env: Environment) -> Child:
    """DynamoDB's stand-in."""
    return family.start("table", f"{_HERE}.table", env=env)


def publish(family: Family, env: Environment) -> None:
    """Makes the table, and the merchant's command fills it."""
    for name, module, *arguments in (
        ("making", f"{_HERE}.making"),
        ("publish", "pelicart_command", "publish", PUBLICATION),
    ):
        family.finish(family.start(name, module, *arguments, env=env), PUBLISH_TIME)


def start_provider(family: Family, env: Environment, shop: Environment, origin: str) -> Child:
    """Stripe's stand-in; it knows the secrets as Stripe does."""
    secrets = {name: shop[name] for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")}
    notices = ("--webhook-url", f"{origin}/shop/notice/stripe")
    clock = ("--clock", shop["PELICART_CLOCK"])
    return family.start("stripe", f"{_HERE}.stripe", *notices, *clock, env={**env, **secrets})


def start_functions(family: Family, env: Environment) -> Child:
    """The functions, in a process that shares nothing with the others."""
    return family.start("functions", f"{_HERE}.runner", env=env)


def start_gateway(
    family: Family, plan: Plan, env: Environment, listener: int, functions: str
) -> Child:
    """The gateway, on the socket whose descriptor is `listener`."""
    switches = [
        *(["--base64-bodies"] if plan.base64_bodies else []),
        *(["--cookies-in-headers"] if plan.cookies_in_headers else []),
    ]
    arguments = ("--fd", str(listener), "--output", OUTPUT, "--functions", functions)
    return family.start(
        "gateway", f"{_HERE}.gateway", *arguments, *switches, env=env, descriptors=[listener]
    )
