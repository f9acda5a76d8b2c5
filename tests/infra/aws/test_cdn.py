import json

import pytest
from tests.infra.aws.templates import of_type, only

from pelicart_infra.headers import security_headers

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""CloudFront's own policy that keeps nothing."""
ALL_BUT_THE_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""Its own, too: the host would make the API refuse."""


@pytest.fixture
def cdn(whole):
    return only(whole, "CloudFront::Distribution")["DistributionConfig"]


def policy(template, kind, identifier):
    return of_type(template, f"CloudFront::{kind}")[identifier["Ref"]][f"{kind}Config"]


def test_it_speaks_as_browsers_of_today_do(cdn, small):
    assert cdn["HttpVersion"] == "http2and3"
    assert cdn["IPV6Enabled"]
    assert cdn["ViewerCertificate"] == {
        "AcmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/one",
        "MinimumProtocolVersion": "TLSv1.2_2021",
        "SslSupportMethod": "sni-only",
    }
    assert cdn["Aliases"] == ["www.example.com"]
    bare = only(small, "CloudFront::Distribution")["DistributionConfig"]
    assert not {"Aliases", "ViewerCertificate"} & bare.keys()


def test_it_keeps_no_log_of_paths(cdn):
    assert "Logging" not in cdn


def test_the_site_is_read_by_this_distribution_alone(whole, cdn):
    (site,) = [one for one in cdn["Origins"] if "S3OriginConfig" in one]
    control = only(whole, "CloudFront::OriginAccessControl")["OriginAccessControlConfig"]
    assert (control["SigningBehavior"], control["SigningProtocol"]) == ("always", "sigv4")
    assert "OriginAccessControlId" in site
    allowed = [
        one
        for policy in of_type(whole, "S3::BucketPolicy").values()
        for one in policy["PolicyDocument"]["Statement"]
        if one["Effect"] == "Allow"
    ]
    assert [one["Action"] for one in allowed] == [["s3:GetObject", "s3:ListBucket"]]
    for one in allowed:
        assert one["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert "AWS:SourceArn" in json.dumps(one["Condition"])
        assert "StorageSite" in json.dumps(one["Resource"])


def test_functions_are_asked_over_tls_with_the_secret_of_that_version(cdn):
    (api,) = [one for one in cdn["Origins"] if "CustomOriginConfig" in one]
    assert api["OriginCustomHeaders"] == [
        {
            "HeaderName": "X-Pelicart-Origin",
            "HeaderValue": "{{resolve:ssm:/pelicart/whole/CDN_SECRET:3}}",
        }
    ]
    origin = api["CustomOriginConfig"]
    assert origin["OriginProtocolPolicy"] == "https-only"
    assert origin["OriginSSLProtocols"] == ["TLSv1.2"]
    assert origin["OriginReadTimeout"] >= 30


def test_what_functions_answer_is_never_kept(cdn):
    notices, answers = cdn["CacheBehaviors"]
    assert (notices["PathPattern"], answers["PathPattern"]) == ("/shop/notice/*", "/shop/*")
    for one in (notices, answers):
        assert one["CachePolicyId"] == DISABLED
        assert "POST" in one["AllowedMethods"]
        assert one["ViewerProtocolPolicy"] == "https-only"
        assert "ResponseHeadersPolicyId" not in one


def test_the_cdn_itself_says_whose_request_it_is(whole, cdn):
    _, answers = cdn["CacheBehaviors"]
    passed = policy(whole, "OriginRequestPolicy", answers["OriginRequestPolicyId"])
    headers = passed["HeadersConfig"]
    assert headers["HeaderBehavior"] == "whitelist"
    assert set(headers["Headers"]) == {
        "content-type", "origin", "sec-fetch-site", "CloudFront-Viewer-Address"
    }  # fmt: skip
    assert passed["CookiesConfig"] == {"CookieBehavior": "all"}
    assert passed["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


def test_a_notice_keeps_its_headers_and_leaves_the_host(cdn):
    notices, _ = cdn["CacheBehaviors"]
    assert notices["OriginRequestPolicyId"] == ALL_BUT_THE_HOST


def test_the_site_is_compressed_and_kept_as_its_files_say(whole, cdn):
    pages = cdn["DefaultCacheBehavior"]
    assert pages["Compress"]
    assert pages["ViewerProtocolPolicy"] == "redirect-to-https"
    kept = policy(whole, "CachePolicy", pages["CachePolicyId"])
    assert (kept["MinTTL"], kept["DefaultTTL"], kept["MaxTTL"]) == (0, 300, 31_536_000)
    key = kept["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["EnableAcceptEncodingBrotli"]
    assert key["EnableAcceptEncodingGzip"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}


def test_the_site_carries_the_headers_of_the_data(whole, cdn):
    sent = policy(
        whole, "ResponseHeadersPolicy", cdn["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]
    )
    known = sent["SecurityHeadersConfig"]
    hsts = known["StrictTransportSecurity"]
    inside = "; includeSubDomains" if hsts["IncludeSubdomains"] else ""
    headers = {
        "Content-Security-Policy": known["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": known["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={hsts['AccessControlMaxAgeSec']}{inside}",
        "X-Content-Type-Options": "nosniff" if known["ContentTypeOptions"]["Override"] else "",
        **{one["Header"]: one["Value"] for one in sent["CustomHeadersConfig"]["Items"]},
    }
    assert headers == dict(security_headers(https=True))


def test_only_what_is_not_there_shows_the_sites_own_page(cdn):
    assert [
        (one["ErrorCode"], one["ResponseCode"], one["ResponsePagePath"])
        for one in cdn["CustomErrorResponses"]
    ] == [(404, 404, "/404.html")]


def test_the_shops_names_lead_to_it(whole, small):
    records = [one for one in of_type(whole, "Route53::RecordSet").values() if "AliasTarget" in one]
    assert sorted((one["Type"], one["Name"], one["HostedZoneName"]) for one in records) == [
        ("A", "www.example.com", "example.com."),
        ("AAAA", "www.example.com", "example.com."),
    ]
    assert of_type(small, "Route53::RecordSet") == {}


def test_without_a_cdn_there_is_none(without_cdn):
    assert of_type(without_cdn, "CloudFront::Distribution") == {}
