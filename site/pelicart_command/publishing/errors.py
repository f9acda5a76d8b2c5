"""Why a publish stopped, and what to do next. Whatever was begun, running it again finishes."""

from __future__ import annotations

from pelicart_command.stopped import Stopped

AGAIN = "run the same command again, and it goes on from there"


class NotBuilt(Stopped):
    """There is nothing to publish, or what there is doesn't belong together."""


class Alarming(Stopped):
    """It would change so much that it rather is a mistake."""


class Held(Stopped):
    """Somebody else publishes."""


class LeaseLost(Stopped):
    """Somebody else publishes by now: this one took too long to say that it still does."""


class Changed(Stopped):
    """A file isn't any more what it was when it was looked at."""


class Denied(Stopped):
    """Whoever asks hasn't the right to."""


class Unreachable(Stopped):
    """No answer, or none of use: network, credentials or AWS itself."""


class Missing(Stopped):
    """A bucket, a release or a part of one isn't there."""
