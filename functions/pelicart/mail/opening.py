"""Who takes the shop's mails on their way: what `PELICART_MAIL` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pelicart.errors import MailRefused, Misconfigured
from pelicart.mail.base import Mail, Post

PORTS = {"smtp": 587, "smtps": 465}
"""RFC 6409 and RFC 8314: where mail is submitted."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Clock = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Nobody:
    """The merchant switched mails off: each is refused, so that none counts as sent."""

    def send(self, mail: Mail) -> None:  # noqa: ARG002  as `Post` has it
        """`MailRefused`, always."""
        raise MailRefused("PELICART_MAIL is none", reason="off")


def open_post(environment: Mapping[str, str], now: Clock) -> Post:
    """The post of this environment; `Misconfigured`, saying what to write, if it names none.

    `now` gives the epoch seconds that mails are dated.
    """
    said = environment.get("PELICART_MAIL", "").strip()
    if said == "none":
        return Nobody()
    name, _, rest = said.partition(":")
    if name == "ses":
        from pelicart.mail.ses import open_ses  # noqa: PLC0415  a cold start less for SMTP

        return open_ses(environment, rest, now)
    if name in PORTS:
        return _smtp(_split(said), environment.get("PELICART_MAIL_PASSWORD", ""), now)
    raise Misconfigured(
        "PELICART_MAIL says how mails are sent: ses, smtp://user@host, smtps://user@host, "
        "or none for no mails at all"
    )


def _smtp(at: SplitResult, password: str, now: Clock) -> Post:
    from pelicart.mail.smtp import Smtp  # noqa: PLC0415

    user, loopback = unquote(at.username or ""), at.hostname in LOOPBACK
    plain = dict(parse_qsl(at.query)).get("tls") == "no"
    if user and not password:
        raise Misconfigured("PELICART_MAIL has a user, and PELICART_MAIL_PASSWORD isn't set")
    if not f"{user}{password}".isascii():
        raise Misconfigured("a user or password that isn't ASCII: smtplib can't log in with it")
    if user and plain and not loopback:
        raise Misconfigured("PELICART_MAIL would send a password without TLS")
    return Smtp(
        host=at.hostname or "",
        port=at.port or PORTS[at.scheme],
        security="tls" if at.scheme == "smtps" else "none" if plain or loopback else "starttls",
        now=now,
        user=user,
        password=password,
    )


def _split(said: str) -> SplitResult:
    """Its parts; a password or anything unknown in it is an error that doesn't quote it."""
    try:
        at = urlsplit(said)
        _ = at.port  # read now: a port that is none raises only here
    except ValueError:
        raise Misconfigured("PELICART_MAIL is no address of a mail server") from None
    if at.password is not None:
        raise Misconfigured("the password belongs into PELICART_MAIL_PASSWORD")
    if not at.hostname or at.path.strip("/") or at.fragment or at.query not in {"", "tls=no"}:
        raise Misconfigured("PELICART_MAIL is smtp://user@host:port, and ?tls=no without TLS")
    return at
