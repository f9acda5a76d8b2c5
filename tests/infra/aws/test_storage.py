from tests.infra.aws.templates import of_type

from pelicart_infra.tables import CARDS, MAIN, create_table_request


def tables(template):
    return {one["TableName"]: one for one in of_type(template, "DynamoDB::Table").values()}


def as_requested(properties):
    """What is asked of CloudFormation, in the words of `create_table`."""
    request = {
        key: value
        for key, value in properties.items()
        if key
        not in {
            "TimeToLiveSpecification",
            "PointInTimeRecoverySpecification",
            "DeletionProtectionEnabled",
        }
    }
    if stream := request.pop("StreamSpecification", None):
        request["StreamSpecification"] = {"StreamEnabled": True, **stream}
    request["AttributeDefinitions"] = _by_name(request["AttributeDefinitions"])
    return request


def _by_name(attributes):
    return sorted(attributes, key=lambda one: one["AttributeName"])


def requested(table, name):
    request = create_table_request(table, name)
    return request | {"AttributeDefinitions": _by_name(request["AttributeDefinitions"])}


def test_the_tables_are_those_of_the_data(whole, small):
    assert {name: as_requested(one) for name, one in tables(whole).items()} == {
        "pelicart-whole": requested(MAIN, "pelicart-whole"),
        "pelicart-whole-cards": requested(CARDS, "pelicart-whole-cards"),
    }
    assert tables(small).keys() == {"pelicart-small"}


def test_what_a_stage_keeps_outlives_it(whole, small):
    kept = ("DynamoDB::Table", "S3::Bucket")
    for template, policy in ((whole, "Retain"), (small, "Delete")):
        for kind in kept:
            for one in template.find_resources(f"AWS::{kind}").values():
                assert one["DeletionPolicy"] == one["UpdateReplacePolicy"] == policy
        for one in tables(template).values():
            assert one["DeletionProtectionEnabled"] == (policy == "Retain")


def test_tables_forget_and_restore_as_their_data_says(whole):
    found = tables(whole)
    for name, table in (("pelicart-whole", MAIN), ("pelicart-whole-cards", CARDS)):
        assert found[name]["TimeToLiveSpecification"] == {
            "AttributeName": table.ttl, "Enabled": True
        }  # fmt: skip
        assert found[name]["PointInTimeRecoverySpecification"] == {
            "PointInTimeRecoveryEnabled": table.point_in_time_recovery
        }


def test_buckets_are_private_versioned_and_tidied(whole):
    buckets = of_type(whole, "S3::Bucket")
    assert len(buckets) == 3
    for one in buckets.values():
        assert set(one["PublicAccessBlockConfiguration"].values()) == {True}
        assert len(one["PublicAccessBlockConfiguration"]) == 4
        assert one["VersioningConfiguration"] == {"Status": "Enabled"}
        assert one["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        (rule,) = one["LifecycleConfiguration"]["Rules"]
        assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
        assert "WebsiteConfiguration" not in one


def denied(template, name):
    """Conditions under which a bucket denies."""
    (policy,) = [
        one["PolicyDocument"]["Statement"]
        for one in of_type(template, "S3::BucketPolicy").values()
        if name in one["Bucket"]["Ref"]
    ]
    return [one["Condition"] for one in policy if one["Effect"] == "Deny"]


def test_nobody_comes_to_a_bucket_without_tls_of_today(whole):
    for name in ("StorageSite", "StorageReleases", "StorageFiles"):
        conditions = denied(whole, name)
        assert {"Bool": {"aws:SecureTransport": "false"}} in conditions
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in conditions


def test_a_signed_address_is_good_for_five_minutes(whole):
    assert {
        "StringEquals": {"s3:authType": "REST-QUERY-STRING"},
        "NumericGreaterThan": {"s3:signatureAge": 300_000},
    } in denied(whole, "StorageFiles")
