"""What a deployed stage tells the merchant's command, in one parameter: written by the stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

PARAMETER = "/pelicart/{stage}/deployed"
"""Name in the parameter store, as plain text: no secret is in it, only their names."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """One stage as it was deployed last; names of buckets, functions and the like, no ARNs.

    `environment` is what the functions are given, all of them together, with secrets as `ssm:`
    names: with it, and the credentials of whoever asks, a command does what a function would.
    `releases` is the bucket of earlier publications, `api` the HTTP API's own address, `queue` the
    URL of the letters that failed for good, `topic` (its ARN) who hears alarms. `functions` and
    `alarms` are by the name that the code calls them. Empty `distribution`: there is no CDN, as on
    an imitation of AWS that has none.
    """

    stage: str
    stack: str
    region: str
    origin: str
    site: str
    files: str
    releases: str
    distribution: str
    api: str
    queue: str
    topic: str
    schedule: str
    environment: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    alarms: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """As JSON: what the parameter holds."""
        return json.dumps(asdict(self), sort_keys=True)


def deployed_from(text: str) -> Deployed:
    """Reads it back; keys of a newer version are passed over. Raises ValueError or TypeError."""
    data = json.loads(text)
    known = {one.name for one in fields(Deployed)}
    return Deployed(**{key: value for key, value in data.items() if key in known})
