"""The end of a stage: one to keep must be named twice; one that keeps nothing leaves nothing."""

import pytest
from botocore.exceptions import ClientError
from tests.aws.making import deploying
from tests.aws.trial import went_well


def test_a_stage_to_keep_must_be_named_twice(trial):
    refused = deploying(trial, "down", stage="kept")
    assert refused.returncode == 1
    assert "make destroy STAGE=kept SURE=kept" in refused.stderr


def test_destroying_a_stage_that_keeps_nothing_leaves_nothing(trial):
    deployed = trial.deployed
    went_well(deploying(trial, "down"))
    with pytest.raises(ClientError, match="does not exist"):
        trial.imitation.client("cloudformation").describe_stacks(StackName=deployed.stack)
    assert trial.imitation.client("dynamodb").list_tables()["TableNames"] == []
    left = [one["Name"] for one in trial.imitation.client("s3").list_buckets()["Buckets"]]
    assert [name for name in left if name.startswith(deployed.stack)] == []
    assert trial.imitation.client("lambda").list_functions()["Functions"] == []
