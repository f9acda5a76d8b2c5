"""Every check of a shop, in the order in which one looks."""

from __future__ import annotations

from pelicart_command.checkup import (
    machinery,
    mail,
    outside,
    pages,
    payments,
    secrets,
    watching,
)
from pelicart_command.checkup.finding import Group

GROUPS = (
    Group("From outside", (outside.name, outside.certificate, outside.redirect, outside.clocks)),
    Group("Pages", (pages.pages, pages.cart, pages.builds)),
    Group("Payments", (payments.modes, payments.notices)),
    Group("Keys", (secrets.strong,)),
    Group("Mail", (mail.letters, mail.identity)),
    Group(
        "On AWS",
        (
            *(pages.api, secrets.present, secrets.ages, secrets.taken_up, machinery.functions),
            machinery.schedule,
            *(machinery.stream, machinery.dead_letters, watching.alarms, watching.heard),
            *(watching.recovery, watching.budget),
        ),
        deployed=True,
    ),
)
