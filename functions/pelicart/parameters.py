"""Secrets by name: `ssm:/shop/stripe-key` in the environment stands for what the parameter holds.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pelicart.errors import Misconfigured, TableDown
from pelicart.store.wire import Caller, ClientError, Protocol, connect

MARK = "ssm:"
MOST = 10
"""Names of one GetParameters."""
SSM = Protocol("ssm", "AmazonSSM", "1.1", "AWS_ENDPOINT_URL_SSM")


def resolved(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with every parameter's value in place of its name.

    One call for ten names, none where there are none. Raises `Misconfigured`, naming parameters.
    """
    named = {
        variable: value.removeprefix(MARK)
        for variable, value in environment.items()
        if value.startswith(MARK)
    }
    if not named:
        return dict(environment)
    values = _read(connect(environment, SSM), sorted(set(named.values())))
    return {**environment, **{variable: values[name] for variable, name in named.items()}}


def _read(caller: Caller, names: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    try:
        for start in range(0, len(names), MOST):
            some = names[start : start + MOST]
            answer = caller.call("GetParameters", Names=some, WithDecryption=True)
            values |= {one["Name"]: one["Value"] for one in answer["Parameters"]}
    except (ClientError, TableDown, KeyError) as wrong:
        raise Misconfigured("the parameter store gave no answer") from wrong
    finally:
        caller.close()
    if missing := [name for name in names if name not in values]:
        raise Misconfigured(f"no such parameter: {', '.join(missing)}")
    return values
