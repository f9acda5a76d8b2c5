"""The shop's address as any browser meets it."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.http import PATIENCE, asked
from pelicart_command.checkup.patient import Patient

DAY = 86_400
SOON, TOO_SOON = 30, 10
"""Days before a certificate ends: its renewal should have come, and must come now."""

SKEW = 30
"""Seconds that clocks may differ; notices and tokens allow for little more."""


def name(patient: Patient) -> Iterator[Finding]:
    """Whether the shop's name leads anywhere."""
    host = patient.address.hostname or ""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError as missing:
        record = "let its DNS record lead to the stack's output CdnAddress"
        yield wrong(f"{host} has an address", f"{missing}; {record}")
        return
    yield Finding(f"{host} has {len(found)} address{'' if len(found) == 1 else 'es'}")


def certificate(patient: Patient) -> Iterator[Finding]:
    """Whether browsers trust it, and for how long."""
    if patient.address.scheme != "https":
        return
    host, port = patient.address.hostname or "", patient.address.port or 443
    try:
        with (
            socket.create_connection((host, port), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            ends = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    except (OSError, KeyError) as refused:
        yield wrong("the certificate is good", f"{refused}: issue one for {host} in us-east-1")
        return
    days = int((ends - patient.now()) // DAY)
    what = f"the certificate is good for {days} days"
    mend = "AWS renews it while its validation record is in your DNS: is that still there?"
    if days < TOO_SOON:
        yield wrong(what, mend)
    else:
        yield warning(what, mend) if days < SOON else Finding(what)


def redirect(patient: Patient) -> Iterator[Finding]:
    """Whether plain http leads to https, of the same shop."""
    if patient.address.scheme != "https":
        return
    answer = asked(f"http://{patient.address.hostname}/")
    to = answer.headers.get("location", "")
    well = answer.status in {301, 302, 307, 308} and to.startswith(patient.origin)
    said = f"{answer.told}, to {to or 'nowhere'}"
    yield held(
        "http leads to https", f"{said}; deploy again: the CDN redirects as deployed", well=well
    )


def clocks(patient: Patient) -> Iterator[Finding]:
    """Whether this machine and AWS agree on the time: signatures and tokens depend on it."""
    before = time.time()
    answer = asked(f"{patient.origin}/shop/cart")
    after = time.time()
    if not (date := answer.headers.get("date")):
        yield warning("the clocks agree", f"{answer.told}, without a date: it can't be seen")
        return
    theirs = parsedate_to_datetime(date).timestamp()
    apart = max(before - 1 - theirs, theirs - after, 0)
    yield held(
        "this machine's clock agrees with the shop's",
        f"they are {apart:.0f} seconds apart: set this machine's clock (NTP)",
        well=apart <= SKEW,
    )
