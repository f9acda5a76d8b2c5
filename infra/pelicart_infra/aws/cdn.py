"""The CDN: pages from the site's bucket, `/shop/*` from the API, on one origin."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import Acknowledgment, Duration, Fn, Stack, Validations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from pelicart_infra.aws.cdnpolicies import (
    NOTICES,
    caching,
    shopper_headers,
    site_headers,
)
from pelicart_infra.stage import Stage

SECRET_HEADER = "X-Pelicart-Origin"  # noqa: S105  a header's name
OLDEST_TLS = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
"""With a certificate of the shop's own: that of CloudFront's own names is AWS's to choose."""
FUNCTIONS_ANSWER = Duration.seconds(30)


class Cdn(Construct):
    """The distribution. `api` is the API's host, `secret` what it is sent, `acl` a WAF's ARN."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        stage: Stage,
        site: s3.Bucket,
        *,
        api: str,
        secret: str,
        acl: str | None,
    ) -> None:
        super().__init__(scope, name)
        functions = origins.HttpOrigin(
            api,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            custom_headers={SECRET_HEADER: secret},
            read_timeout=FUNCTIONS_ANSWER,
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Pelicart {stage.name}",
            default_root_object="index.html",
            domain_names=list(stage.domains) or None,
            certificate=_certificate(self, stage),
            minimum_protocol_version=OLDEST_TLS if stage.certificate else None,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            enable_ipv6=True,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            web_acl_id=acl,
            default_behavior=self._pages(site, stage),
            additional_behaviors={
                # First come, first served: the narrower path stands first.
                "/shop/notice/*": _answers(functions, NOTICES),
                "/shop/*": _answers(functions, shopper_headers(self, stage)),
            },
            # Functions answer neither 403 nor 404, so that this is never put in their pages' place.
            error_responses=[
                cloudfront.ErrorResponse(
                    http_status=404,
                    response_http_status=404,
                    response_page_path="/404.html",
                    ttl=Duration.seconds(60),
                )
            ],
        )
        listing = "Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk"
        Validations.of(self.distribution).acknowledge(
            Acknowledgment(
                id=listing, reason="Its root is a file, and no query reaches the bucket."
            )
        )

    def _pages(self, site: s3.Bucket, stage: Stage) -> cloudfront.BehaviorOptions:
        """May list, for S3 answers 404 for what isn't there to those alone, and 403 to others."""
        read = [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST]
        pretty = cloudfront.Function(
            self,
            "Pretty",
            function_name=f"{stage.stack}-pretty",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(
                (Path(__file__).parent / "pretty.js").read_text("utf-8")
            ),
        )
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(
                site, origin_access_levels=read
            ),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            cache_policy=caching(self, stage),
            response_headers_policy=site_headers(self, stage),
            compress=True,
            function_associations=[
                cloudfront.FunctionAssociation(
                    event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=pretty
                )
            ],
        )


def api_host(scope: Construct, api_id: str) -> str:
    """The API's own host, which the CDN asks."""
    stack = Stack.of(scope)
    return Fn.join(".", [api_id, "execute-api", stack.region, stack.url_suffix])


def _answers(
    functions: origins.HttpOrigin, passed: cloudfront.IOriginRequestPolicy
) -> cloudfront.BehaviorOptions:
    """What the functions answer: never kept, and with headers of their own."""
    return cloudfront.BehaviorOptions(
        origin=functions,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=passed,
        compress=False,
    )


def _certificate(scope: Construct, stage: Stage) -> acm.ICertificate | None:
    if not stage.certificate:
        return None
    return acm.Certificate.from_certificate_arn(scope, "Certificate", stage.certificate)
