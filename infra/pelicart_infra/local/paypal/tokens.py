"""Access tokens by client credentials; https://developer.paypal.com/api/rest/authentication/."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from werkzeug import Request, Response

from pelicart_infra.local.paypal.refusals import answer

LIFE = 32400
"""Seconds, as PayPal has it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Knows one client. `issued` has the end of each token; PayPal's clock decides, not ours."""

    client_id: str
    secret: str = field(repr=False)
    now: Callable[[], int]
    issued: dict[str, int] = field(default_factory=dict, repr=False)

    def issue(self, request: Request) -> Response:
        """A new token for the right client and grant."""
        given = request.authorization
        name, word = (given.username or "", given.password or "") if given else ("", "")
        right = hmac.compare_digest(name.encode(), self.client_id.encode())
        if not (right and hmac.compare_digest(word.encode(), self.secret.encode())):
            said = "Client Authentication failed"
            return answer(401, {"error": "invalid_client", "error_description": said})
        if request.method != "POST" or request.form.get("grant_type") != "client_credentials":
            said = "Grant Type is NULL"
            return answer(400, {"error": "unsupported_grant_type", "error_description": said})
        token = f"A21AA{secrets.token_urlsafe(60)}"
        self.issued[token] = self.now() + LIFE
        return answer(
            200, {"access_token": token, "token_type": "Bearer", "expires_in": LIFE, "scope": ""}
        )

    def known(self, request: Request) -> bool:
        """Whether the request carries a token that is still good."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return kind == "Bearer" and self.now() < self.issued.get(token, 0)
