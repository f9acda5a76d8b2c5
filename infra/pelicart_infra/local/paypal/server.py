"""Starting the stand-in."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from pelicart_infra.local.paypal.desk import Desk
from pelicart_infra.local.paypal.ledger import Ledger
from pelicart_infra.local.paypal.notices import Notices, Signer
from pelicart_infra.local.paypal.provider import PayPal
from pelicart_infra.local.paypal.till import MODES
from pelicart_infra.local.paypal.tokens import Tokens
from pelicart_infra.local.standin import Frame, Server, serve


def serve_paypal(
    port: int = 0,
    *,
    client_id: str,
    secret: str,
    webhook_id: str,
    signing_key: bytes = b"",
    webhook_url: str = "",
    clock: Callable[[], float] = time.time,
) -> Server:
    """Starts it in threads of this process; port 0 is any free one, `OSError` if it is taken.

    `signing_key` signs events, and nobody but the stand-in needs it: a random one unless given.
    """
    signer = Signer(webhook_id, signing_key or secrets.token_bytes(32))

    def build(frame: Frame) -> PayPal:
        ledger = Ledger(frame.origin, frame.clock.now)
        notices = Notices(frame, signer)
        tokens = Tokens(client_id, secret, frame.clock.now)
        return PayPal(frame, ledger, Desk(frame, ledger, tokens, notices), notices)

    return serve(build, port, webhook_url=webhook_url, clock=clock, modes=MODES)
