from dataclasses import replace

import pytest
from tests.infra.deploy.conftest import REGION, STAGE

from pelicart_infra.deploy.destroying import destroy
from pelicart_infra.deploy.errors import Missing


@pytest.fixture
def bucket(account):
    """The one bucket of a stack, with versions of its file, one of them deleted."""
    name = "pelicart-staging-site"
    account.stacks.buckets.append(name)
    account.s3().create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    account.s3().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    for text in (b"one", b"two"):
        account.s3().put_object(Bucket=name, Key="index.html", Body=text)
    account.s3().delete_object(Bucket=name, Key="index.html")
    return name


def left(account, bucket):
    found = account.s3().list_object_versions(Bucket=bucket)
    return [*found.get("Versions", []), *found.get("DeleteMarkers", [])]


def test_a_stage_that_is_not_kept_goes_with_all_it_holds(account, bucket, cdk):
    assert len(left(account, bucket)) == 3
    destroy(STAGE, account, cdk, {}, "")
    assert left(account, bucket) == []
    assert [line[:3] for line in cdk.lines] == [("destroy", "Shop", "--force")]


@pytest.mark.parametrize("sure", ["", "yes", "stagin"])
def test_a_stage_to_keep_must_be_named_twice(account, bucket, cdk, sure):
    with pytest.raises(Missing, match=r"SURE=staging"):
        destroy(replace(STAGE, keep=True), account, cdk, {}, sure)
    assert cdk.lines == []
    assert len(left(account, bucket)) == 3


def test_what_a_kept_stage_holds_stays(account, bucket, cdk):
    destroy(replace(STAGE, keep=True), account, cdk, {}, "staging")
    assert len(left(account, bucket)) == 3
    assert account.stacks.unprotected == ["pelicart-staging"]
    assert cdk.verbs == [("destroy", "Shop")]


def test_a_stage_that_is_not_deployed_is_said_to_be_none(account, cdk):
    with pytest.raises(Missing, match=r"No stack pelicart-staging in eu-west-3"):
        destroy(STAGE, account, cdk, {}, "")
    assert cdk.lines == []


def test_its_limit_of_requests_goes_too(account, bucket, cdk):
    destroy(replace(STAGE, waf=2000), account, cdk, {}, "")
    assert [(line[1], line[-1]) for line in cdk.lines] == [("Shop", REGION), ("Waf", "us-east-1")]
    # Without one no template is made, and nothing taken away; tests/infra/aws makes it so.
    assert all(line[-2]["acl"].startswith("arn:aws:wafv2:us-east-1:") for line in cdk.lines)
