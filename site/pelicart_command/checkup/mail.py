"""Whether the shop's letters can leave, and be believed."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.patient import Patient


def letters(patient: Patient) -> Iterator[Finding]:
    """Who takes the mails, and from whom they are."""
    said = patient.environment.get("PELICART_MAIL", "")
    sender = patient.shop().mail.sender
    if not sender:
        yield wrong("mails have a sender", 'write "email" or "mail" into SHOP, and publish')
    if said in {"", "none"}:
        yield warning("mails are sent", "PELICART_MAIL is none: shoppers hear nothing")
    elif not said.startswith("ses"):
        yield Finding(f"mails from {sender} go to {said.partition(':')[0]}")


def identity(patient: Patient) -> Iterator[Finding]:
    """What SES says of the sender's domain, and of the account."""
    if not patient.environment.get("PELICART_MAIL", "").startswith("ses"):
        return
    ses = patient.client("sesv2")
    domain = patient.shop().mail.sender.partition("@")[2]
    found = ses.get_email_identity(EmailIdentity=domain)
    yield held(
        f"SES may send from {domain}",
        "its DNS records aren't seen yet: the stack's output DkimRecords has them",
        well=bool(found.get("VerifiedForSendingStatus")),
    )
    dkim = found.get("DkimAttributes", {}).get("Status", "")
    mend = f"its state is {dkim}: set the stack's DkimRecords in your DNS"
    yield held(f"mails from {domain} are signed (DKIM)", mend, well=dkim == "SUCCESS")
    account = ses.get_account()
    if not account.get("SendingEnabled"):
        yield wrong("SES sends for this account", "AWS has stopped it: read its mail to you")
    elif not account.get("ProductionAccessEnabled"):
        mend = "it sends to verified addresses alone: ask AWS for production access"
        yield warning("SES is out of its sandbox", mend)
    else:
        yield Finding("SES is out of its sandbox")
