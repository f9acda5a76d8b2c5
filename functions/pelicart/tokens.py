"""Signed tokens: JWTs by the profile of RFC 8725, one type and audience per purpose.

`quote` binds a review page to an order, `order` lets its bearer see and act on an order, `return`
lets a browser coming back from a provider's page see it. A token authorises a read or a step that
is harmless to repeat, so none is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import jwt

from pelicart.errors import Forged, Misconfigured, QuoteExpired

Purpose = Literal["quote", "order", "return"]

LIVES: Mapping[Purpose, int] = {"quote": 30 * 60, "order": 120 * 86400, "return": 24 * 3600}
"""Seconds a token is good for. An order's link must outlive cheques, downloads and withdrawal."""

LONGEST = 2048
LEEWAY = 60
"""Seconds that clocks may differ."""

# base64url decoders skip what they don't know, and the last character of 32 bytes has two bits to
# spare; nothing may have two spellings.
_TOKEN = re.compile(
    r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Keyring:
    """Signing keys by key id, 32 bytes each; the first signs, all verify."""

    keys: Mapping[str, bytes] = field(repr=False)
    issuer: str = "pelicart"

    def __post_init__(self) -> None:
        # PyJWT merely warns of a short key.
        if not self.keys or any(len(key) < 32 for key in self.keys.values()):
            raise Misconfigured("a signing key is missing or shorter than 32 bytes")

    def sign(self, purpose: Purpose, subject: str, now: int, **claims: str | int) -> str:
        """A token about `subject` (an order id), good for the life of its purpose."""
        kid, key = next(iter(self.keys.items()))
        payload = {
            **claims,
            "sub": subject,
            "jti": subject,
            "iss": self.issuer,
            "aud": purpose,
            "iat": now,
            "exp": now + LIVES[purpose],
        }
        return jwt.encode(payload, key, "HS256", headers={"typ": f"{purpose}+jwt", "kid": kid})

    def verify(self, purpose: Purpose, token: str, now: int) -> Mapping[str, Any]:
        """The claims, or `Forged`; an honest quote past its time raises `QuoteExpired` instead."""
        claims = self._decode(purpose, token)
        issued, expires = claims["iat"], claims["exp"]
        if not isinstance(issued, int) or not isinstance(expires, int) or issued > now + LEEWAY:
            raise Forged("token of the future")
        if expires + LEEWAY < now:
            raise QuoteExpired if purpose == "quote" else Forged("token expired")
        return claims

    def _decode(self, purpose: Purpose, token: str) -> dict[str, Any]:
        if len(token) > LONGEST or not _TOKEN.fullmatch(token):
            raise Forged("no token of ours")
        try:
            header = jwt.get_unverified_header(token)
            key = self.keys[header["kid"]]
            if header.get("typ") != f"{purpose}+jwt":  # PyJWT doesn't look at typ
                raise Forged("token of another type")
            # Times are checked against the caller's clock, not PyJWT's.
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience=purpose,
                issuer=self.issuer,
                options={
                    "require": ["exp", "iat", "aud", "iss", "jti", "sub"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.InvalidTokenError, KeyError, TypeError) as wrong:
            raise Forged("token does not verify") from wrong
        return claims
