"""Stripe's SDK, and what it raises, in our words.

Its messages may quote what the shopper typed: they go neither into our errors nor into the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import stripe
from stripe import (
    APIConnectionError,
    APIError,
    RateLimitError,
    StripeClient,
    StripeError,
)

from pelicart.errors import Misconfigured, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.payments.stripe.carrier import Carrier

# No answer, an unreadable one, 5xx, 409 (the same call is still running) or 429.
_NO_ANSWER = (APIConnectionError, APIError, RateLimitError)
_BY_STATUS: dict[int | None, type[PelicartError]] = {
    401: Misconfigured,
    403: Misconfigured,
    404: NotFound,
}


def client_for(key: str, api: str, timeout: tuple[float, float]) -> StripeClient:
    """A client of its own; with its one retry a call takes twice `timeout` at most, and a pause."""
    logging.getLogger("stripe").setLevel(logging.WARNING)
    stripe.enable_telemetry = False  # it keeps an id below HOME and sends our timings along
    return StripeClient(
        key,
        base_addresses={"api": api},
        max_network_retries=1,
        http_client=Carrier(timeout),
    )


@contextmanager
def translated(**ids: str) -> Iterator[None]:
    """Turns the SDK's errors into ours, with Stripe's code and request id; reads belong inside."""
    try:
        yield
    except StripeError as error:
        code = error.code or type(error).__name__
        raise _kind(error)(code, **_facts(error), **ids) from None
    except UnicodeDecodeError:  # the SDK decodes before it looks
        raise ProviderDown("an answer that is no text", **ids) from None
    except AttributeError as missing:  # what StripeObject raises for a field that didn't come
        raise ProviderDown(f"an answer without {missing.name}", **ids) from None


def _facts(error: StripeError) -> dict[str, str | int | None]:
    """What Stripe's support asks for: nothing of what was sent."""
    param = getattr(error, "param", None)
    return {"status": error.http_status, "request": error.request_id, "param": param}


def _kind(error: StripeError) -> type[PelicartError]:
    if isinstance(error, _NO_ANSWER):
        # Stripe repeats the first answer to an idempotency key for a day, a 500 too.
        stored = (error.headers or {}).get("idempotent-replayed") == "true"
        return ProviderRefused if stored else ProviderDown
    return _BY_STATUS.get(error.http_status, ProviderRefused)
