"""The whole shop as one stack: for an app of your own, or for `pelicart_infra.aws.app`."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import CfnDynamicReference, CfnDynamicReferenceService, Duration, Fn, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from pelicart_infra.aws.api import Api
from pelicart_infra.aws.budget import budget
from pelicart_infra.aws.bundles import Bundles
from pelicart_infra.aws.cdn import Cdn, api_host
from pelicart_infra.aws.dashboard import show
from pelicart_infra.aws.dns import name_shop
from pelicart_infra.aws.functions import function_constructs
from pelicart_infra.aws.mail import MailIdentity
from pelicart_infra.aws.storage import Storage
from pelicart_infra.aws.suppressions import acknowledge
from pelicart_infra.aws.told import tell
from pelicart_infra.aws.waf import rate_rule
from pelicart_infra.aws.watching import Watching
from pelicart_infra.aws.work import LostLetters, run_by_clock, run_by_stream
from pelicart_infra.environment import CDN_SECRET, environment_of
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import WAF_REGION, Stage, StageWrong, checked


class ShopStack(Stack):
    """A stage of the shop.

    `cdn_secret_version` is the version of the parameter `CDN_SECRET` that the CDN sends; 0 leaves
    the CDN out, for an imitation of AWS that has none. `more` is added to every function's
    environment, for such an imitation, too.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        stage: Stage,
        bundles: Bundles,
        cdn_secret_version: int,
        acl: str | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            scope,
            name,
            stack_name=stage.stack,
            description=f"Pelicart, a shop: {stage.name}",
            env={"account": stage.account or None, "region": stage.region or None},
            termination_protection=stage.keep,
        )
        self.stage = checked(stage)
        self.storage = Storage(self, "Storage", stage)
        self.api = Api(self, "Api", stage)
        self.cdn = self._cdn(cdn_secret_version, self._acl(acl)) if cdn_secret_version else None
        self.lost = LostLetters(self, "LostLetters")
        self.mail = MailIdentity(self, "Mail", stage) if stage.by_ses else None
        self.environments = self._environments(more or {})
        self.log_groups: dict[str, logs.LogGroup] = {}
        self.roles: dict[str, iam.Role] = {}
        self.functions = self._functions(bundles)
        self.api.add_routes(self.functions)
        self.watching = self._watching()
        show(self)
        budget(self, stage)
        tell(self)
        acknowledge(self)

    @property
    def origin(self) -> str:
        """The shop's absolute address: its own, or else that of the CDN or the API."""
        if self.stage.origin:
            return self.stage.origin
        if self.cdn:
            return f"https://{self.cdn.distribution.distribution_domain_name}"
        return f"https://{self.api_host}"

    @property
    def api_host(self) -> str:
        """The host of the API, whom nobody but the CDN should ask."""
        return api_host(self, self.api.api.api_id)

    def _acl(self, acl: str | None) -> str | None:
        """The web ACL of the CDN: the one given, or one of this stack's own if it may have one."""
        if acl or not self.stage.waf:
            return acl
        if self.stage.region != WAF_REGION:
            raise StageWrong(f"waf: deploy pelicart_infra.aws.waf in {WAF_REGION}, and say its ARN")
        return rate_rule(self, self.stage).attr_arn

    def _cdn(self, version: int, acl: str | None) -> Cdn:
        secret = CfnDynamicReference(
            CfnDynamicReferenceService.SSM, f"{self.stage.parameter(CDN_SECRET)}:{version}"
        )
        cdn = Cdn(
            self,
            "Cdn",
            self.stage,
            self.storage.site,
            api=self.api_host,
            secret=secret.to_string(),
            acl=acl,
        )
        name_shop(self, self.stage, cdn.distribution)
        return cdn

    def _environments(self, more: Mapping[str, str]) -> dict[str, dict[str, str]]:
        files = [self.storage.files.bucket_name, "s3", self.region, self.url_suffix]
        cards = self.storage.cards
        values = {
            "PELICART_TABLE": self.storage.table.table_name,
            "PELICART_ORIGIN": self.origin,
            "PELICART_FILES": f"https://{Fn.join('.', files)}",
            **({"PELICART_CARDS_TABLE": cards.table_name} if cards else {}),
        }
        return {
            one.name: {
                **environment_of(one, self.stage, values, cdn=self.cdn is not None), **more
            }
            for one in FUNCTIONS
        }  # fmt: skip

    def _functions(self, bundles: Bundles) -> dict[str, lambda_.Function]:
        made: dict[str, lambda_.Function] = {}
        for name, one in function_constructs(self, self.stage, self.storage).items():
            function = one.function
            self.log_groups[name], self.roles[name] = one.log, one.role
            made[name] = one.make(bundles, self.environments[name])
            if function.stream:
                run_by_stream(made[name], one.role, function.stream, self.storage, self.lost)
            if function.every:
                run_by_clock(one, made[name], function, self.stage)
        return made

    def _watching(self) -> Watching:
        watching = Watching(self, "Watching", self.stage)
        watching.functions(self.functions, self.log_groups)
        watching.letters(self.lost.queue)
        watching.api(self.api.api.metric_server_error(period=Duration.minutes(15), statistic="Sum"))
        return watching
