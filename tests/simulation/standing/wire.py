"""Between a real payment module and its provider's stand-in: one call of a function, no socket."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import stripe
from tests.simulation.faults import call
from werkzeug.test import EnvironBuilder, run_wsgi_app

from pelicart.payments.calling import Answer, Api

if TYPE_CHECKING:
    from tests.simulation.world import World


class NoAnswer(OSError):
    """What a connection that breaks raises."""


class Wire:
    """`world` is the one that runs; everybody's calls to a provider go by here."""

    world: World

    @classmethod
    def asks(
        cls, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; `NoAnswer` if a fault meets the call."""
        at = urlsplit(url)
        ledger = cls.world.standing(at.port or 0)

        def apply() -> tuple[int, dict[str, str], bytes]:
            answer = ledger.serves(method, url, headers, body)
            ledger.syncs()
            return answer

        if ledger.reading:
            return ledger.serves(method, url, headers, body)  # type: ignore[no-any-return]
        label = f"{ledger.name} {method} {ledger.known(at.path)}"
        return call(cls.world, label, apply, NoAnswer)  # type: ignore[type-var]


def request(
    app: Any, method: str, url: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """One request to a WSGI application."""
    at = urlsplit(url)
    length = {"content-length": str(len(body))} if body else {}
    builder = EnvironBuilder(
        path=at.path,
        base_url=f"{at.scheme}://{at.netloc}",
        query_string=at.query,
        method=method,
        headers={**headers, **length},
        input_stream=io.BytesIO(body),
    )
    parts, status, answered = run_wsgi_app(app, builder.get_environ(), buffered=True)
    return int(status.split()[0]), {k.lower(): v for k, v in answered.items()}, b"".join(parts)


class _StripesClient(stripe.HTTPClient):
    """What Stripe's SDK sends by; its own retry is left out, for it sleeps."""

    name = "in-process"

    def request(
        self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any
    ) -> tuple[bytes, int, Mapping[str, str]]:
        body = (post_data or "").encode() if isinstance(post_data, str | None) else post_data
        try:
            status, answered, said = Wire.asks(method.upper(), url, headers or {}, body)
        except NoAnswer as broken:
            raise stripe.APIConnectionError(str(broken)) from None
        return said, status, answered


def _stripe_client(key: str, api: str, _timeout: tuple[float, float]) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": api}, max_network_retries=0, http_client=_StripesClient()
    )


def _asked(
    self: Api, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    status, _, said = Wire.asks(method, self.base.rstrip("/") + path, headers, body or b"")
    return Answer(status, said)


class Secrets:
    """In the place of `secrets` in a stand-in: each world has the same ones again."""

    def __init__(self) -> None:
        self.count = 0

    def token_bytes(self, size: int = 32) -> bytes:
        self.count += 1
        return self.count.to_bytes(size, "big")

    def token_hex(self, size: int = 32) -> str:
        return self.token_bytes(size).hex()

    def token_urlsafe(self, size: int = 32) -> str:
        return self.token_hex(size)

    def randbelow(self, most: int) -> int:
        self.count += 1
        return self.count % most

    def choice(self, among: Any) -> Any:
        """Told apart by their number, as long names are."""
        self.count += 1
        return among[(self.count // 17 if self.count % 17 < 12 else self.count) % len(among)]


SECRETS = Secrets()


@contextmanager
def in_process() -> Iterator[None]:
    """While it lasts, no payment module opens a socket and no stand-in draws lots."""
    from tests.promises import kinds  # noqa: F401, PLC0415  loads every stand-in

    from pelicart.payments.stripe import account  # noqa: PLC0415  the SDK takes a second

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Api, "_asked", _asked)
        patch.setattr(account, "client_for", _stripe_client)
        patch.setattr(stripe, "enable_telemetry", False)
        for name, module in list(sys.modules.items()):
            if name.startswith("pelicart_infra.local.") and hasattr(module, "secrets"):
                patch.setattr(module, "secrets", SECRETS)
        yield


assert HTTPException  # what `Api` turns into `ProviderDown`, with any `OSError`
