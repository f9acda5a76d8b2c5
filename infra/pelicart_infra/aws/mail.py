"""The shop's identity at Amazon SES: its domain, signed by DKIM."""

from __future__ import annotations

from aws_cdk import aws_route53 as route53
from aws_cdk import aws_ses as ses
from constructs import Construct

from pelicart_infra.stage import Stage, within


class MailIdentity(Construct):
    """The domain that mails come from; its DKIM records too, if its zone is in Route 53."""

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        self.identity = ses.EmailIdentity(
            self, "Identity", identity=ses.Identity.domain(stage.sender)
        )
        self.records = [(record.name, record.value) for record in self.identity.dkim_records]
        if stage.zone and within(stage.sender, stage.zone):
            self._publish(stage.zone)

    def _publish(self, zone: str) -> None:
        for number, (name, value) in enumerate(self.records, 1):
            route53.CfnRecordSet(
                self,
                f"Dkim{number}",
                hosted_zone_name=f"{zone}.",
                name=name,
                type="CNAME",
                ttl="1800",
                resource_records=[value],
            )
