"""The CDN's ways to its origins: ministack's asks no host of AWS, and adds no viewer's address."""

from __future__ import annotations

import json
import re
from typing import Any

from ministack.services import cloudfront, s3

API = re.compile(r"[0-9a-f]{8}\.execute-api\.[a-z0-9-]+\.amazonaws\.com")
VIEWER = "cloudfront-viewer-address"


def mend(port: int) -> None:
    _ask_the_api(port)
    _tell_the_viewer()
    _miss_as_s3_does()


def _ask_the_api(port: int) -> None:
    """Of its own machine's API, under the API's name. Its certificate is good for both."""
    fetch = cloudfront._fetch_from_origin

    async def fetched(
        origin: dict[str, Any], method: str, uri: str, query: str, headers: Any, *rest: Any
    ) -> Any:
        if API.fullmatch(origin["domain_name"]):
            headers = {"host": origin["domain_name"], **headers}
            origin = {**origin, "domain_name": "127.0.0.1", "https_port": port}
        return await fetch(origin, method, uri, query, headers, *rest)

    cloudfront._fetch_from_origin = fetched


def _tell_the_viewer() -> None:
    """Adds the address where a policy names it; elsewhere a viewer's own header goes through.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    """
    handle = cloudfront.handle_viewer_request

    async def handled(
        dist: dict[str, Any], method: str, path: str, raw: str, query: str, headers: Any, *rest: Any
    ) -> Any:
        client = rest[2] if len(rest) > 2 else "127.0.0.1"
        if _names_the_viewer(dist, path):
            headers = {**headers, VIEWER: f"{client}:46532"}
        return await handle(dist, method, path, raw, query, headers, *rest)

    cloudfront.handle_viewer_request = handled


def _names_the_viewer(dist: dict[str, Any], path: str) -> bool:
    behavior = cloudfront._match_behavior(
        cloudfront.parse_distribution_dataplane_config(dist), path
    )
    policy = cloudfront.origin_request_policy_config(behavior["origin_request_policy_id"] or "")
    return bool(policy) and (
        policy["HeaderBehavior"] == "whitelist"
        and VIEWER in [name.lower() for name in policy["Headers"] or ()]
    )


def _miss_as_s3_does() -> None:
    """404 for whoever may list the bucket, where ministack always says 403."""
    serve = s3.serve_cloudfront_origin_fetch

    def served(bucket: str, key: str, *rest: Any, source_arn: str = "", oai_id: str = "") -> Any:
        found = s3._ensure_bucket(bucket)
        if found is not None and key not in found["objects"] and _may_list(bucket, source_arn):
            return s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{key}")
        return serve(bucket, key, *rest, source_arn=source_arn, oai_id=oai_id)

    s3.serve_cloudfront_origin_fetch = served


def _may_list(bucket: str, source: str) -> bool:
    owner = s3._bucket_owner_account(bucket)
    policy = json.loads(s3._bucket_policies.get_scoped(owner, None, bucket) or "{}")
    return any(
        statement["Effect"] == "Allow"
        and "s3:ListBucket" in str(statement["Action"])
        and statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        and source in str(statement.get("Condition"))
        for statement in policy.get("Statement", ())
    )
