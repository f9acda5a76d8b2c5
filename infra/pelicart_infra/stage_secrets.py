"""The secrets of a stage by the name of their variable: what the parameter store must hold."""

from __future__ import annotations

from pelicart_infra.functions import ADMITTING, MAIL_SECRETS, SIGNING
from pelicart_infra.providers import PROVIDERS
from pelicart_infra.stage import Stage

OURS = (*SIGNING, *ADMITTING)
"""Made by `pelicart keys create`; every other secret is made by somebody else and only kept."""

CDN = "CDN_SECRET"
"""The one value that the CDN sends, as plain text: a template can't read a sealed parameter. Who
may read it may go past the CDN, and no more; the functions take `PELICART_ORIGIN_SECRET`."""

KNOWN = (
    *OURS,
    *MAIL_SECRETS,
    *(name for one in PROVIDERS for name in (*one.secrets, *one.of_notices)),
)


def secrets_of(stage: Stage) -> tuple[str, ...]:
    """Those that this stage's functions read when they start."""
    login = stage.mail.startswith("smtp") and "@" in stage.mail
    chosen = [one for one in PROVIDERS if one.name in stage.providers]
    return (
        *OURS,
        *(MAIL_SECRETS if login else ()),
        *(name for one in chosen for name in (*one.secrets, *one.of_notices)),
    )
