"""Which secrets of a stage are whose, by the name of their variable."""

from __future__ import annotations

from pelicart_infra.functions import (
    ADMITTING,
    ASKING_SECRETS,
    MAIL_SECRETS,
    NOTICE_SECRETS,
    SIGNING,
)

OURS = (*SIGNING, *ADMITTING)
"""Made by `pelicart keys create`; every other secret is made by somebody else and only kept."""

KNOWN = (*OURS, *MAIL_SECRETS, *ASKING_SECRETS, *NOTICE_SECRETS)
"""Every secret that some stage may have."""

STAGES = "infra/stages"
"""The folder of the stages' files."""
