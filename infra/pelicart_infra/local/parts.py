"""The demo's parts: which module each child runs, with which arguments and environment."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart_infra.local.children import Child, Family
from pelicart_infra.local.plan import Plan
from pelicart_infra.providers import PROVIDERS, Provider

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


def start_providers(family: Family, env: Environment, shop: Environment) -> dict[str, Child]:
    """The providers' stand-ins; each knows the secrets of its own account alone."""
    return {provider.name: _start_provider(family, env, shop, provider) for provider in PROVIDERS}


def _start_provider(
    family: Family, env: Environment, shop: Environment, provider: Provider
) -> Child:
    names = (*provider.settings, *provider.secrets, *provider.of_notices)
    account = {name: shop[name] for name in names if name in shop}
    notices = ("--webhook-url", f"{shop['PELICART_ORIGIN']}/shop/notice/{provider.name}")
    clock = ("--clock", shop["PELICART_CLOCK"])
    module = f"{_HERE}.{provider.name}"
    return family.start(provider.name, module, *notices, *clock, env={**env, **account})


def start_files(family: Family, env: Environment, shop: Environment) -> Child:
    """The bucket of bought files: the publication's own folder."""
    arguments = (f"{PUBLICATION}/files", "--clock", shop["PELICART_CLOCK"])
    return family.start("files", f"{_HERE}.files", *arguments, env=env)


def start_mailbox(family: Family, env: Environment, shop: Environment) -> Child:
    """The mail server and its mailbox; it is ready at two addresses, the page's first."""
    name = "PELICART_MAIL_PASSWORD"
    return family.start("mailbox", f"{_HERE}.mailbox", env={**env, name: shop[name]})


def start_stream(family: Family, env: Environment, functions: str) -> Child:
    """What passes changes in the table on to the functions that hear of them."""
    return family.start("stream", f"{_HERE}.stream", "--functions", functions, env=env)


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
