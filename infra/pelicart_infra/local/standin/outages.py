"""An API that doesn't answer as it should."""

from __future__ import annotations

import time

from werkzeug import Response

from pelicart_infra.local.standin.modes import Modes

_MAINTENANCE = "<!doctype html><title>Maintenance</title><h1>Back soon</h1>"


def outage(modes: Modes, down: Response) -> Response | None:
    """What the API says instead of carrying out the call; None if it carries it out.

    `down` is the provider's own way to say that it is broken. A slow answer takes its time here:
    ask before taking the turn.
    """
    if modes.api == "slow":
        time.sleep(modes.delay)
    answers = {
        "down": down,
        "html": Response(_MAINTENANCE, content_type="text/html"),
        "garbage": Response(b'{"id": "\xff\xfe', content_type="application/json"),
    }
    return answers.get(modes.api)
