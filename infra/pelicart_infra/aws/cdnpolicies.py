"""What the CDN keeps, passes on and adds. Names are an account's own: each stage has its own."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from pelicart_infra.headers import security_headers
from pelicart_infra.stage import Stage

NOTICES = cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER
"""CloudFront's own. Each provider signs in headers of its own, more than a list may have. What they
say of the viewer's address may be anybody's word: whoever takes notices doesn't ask for it."""
READ_BY_FUNCTIONS = ("content-type", "origin", "sec-fetch-site")
VIEWER = "CloudFront-Viewer-Address"

LONGEST = Duration.days(365)
UNSAID = Duration.minutes(5)
"""For what lies in the bucket without Cache-Control, as nothing does that `publish` put there."""


def caching(scope: Construct, stage: Stage) -> cloudfront.CachePolicy:
    """The site: as long as each file's own Cache-Control says, compressed once for all viewers."""
    return cloudfront.CachePolicy(
        scope,
        "Caching",
        cache_policy_name=f"{stage.stack}-site",
        comment="Pelicart: as the files say",
        min_ttl=Duration.seconds(0),
        default_ttl=UNSAID,
        max_ttl=LONGEST,
        enable_accept_encoding_brotli=True,
        enable_accept_encoding_gzip=True,
    )


def shopper_headers(scope: Construct, stage: Stage) -> cloudfront.OriginRequestPolicy:
    """What the functions read of a shopper's headers, and whose request it is.

    The last is added by the CDN because it is named. A policy that passes on all headers of the
    viewer doesn't add it, and a browser's own would pass:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    """
    return cloudfront.OriginRequestPolicy(
        scope,
        "Shoppers",
        origin_request_policy_name=f"{stage.stack}-shoppers",
        comment="Pelicart: what functions read, and the viewer's address",
        header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list(
            *READ_BY_FUNCTIONS, VIEWER
        ),
        cookie_behavior=cloudfront.OriginRequestCookieBehavior.all(),
        query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.all(),
    )


def site_headers(scope: Construct, stage: Stage) -> cloudfront.ResponseHeadersPolicy:
    """The headers of `pelicart_infra.headers`: those that CloudFront knows, and the others."""
    headers = dict(security_headers(https=True))
    policy = headers.pop("Content-Security-Policy")
    hsts = headers.pop("Strict-Transport-Security")
    referrer = headers.pop("Referrer-Policy")
    del headers["X-Content-Type-Options"]
    age = int(hsts.partition(";")[0].removeprefix("max-age="))
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "SiteHeaders",
        response_headers_policy_name=f"{stage.stack}-site",
        comment="Pelicart: the site's security headers",
        security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=policy, override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy[
                    referrer.upper().replace("-", "_")
                ],
                override=True,
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=Duration.seconds(age),
                include_subdomains="includeSubDomains" in hsts,
                override=True,
            ),
        ),
        custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
            custom_headers=[
                cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
                for name, value in headers.items()
            ]
        ),
    )
