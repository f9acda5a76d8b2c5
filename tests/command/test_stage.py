"""A deployed stage, entered with whatever credentials AWS's own tools find."""

import os
from dataclasses import replace

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from tests.command import account

from pelicart_command import stage
from pelicart_command.stopped import Stopped
from pelicart_infra.deployed import PARAMETER, deployed_from

SHOP = replace(
    account.SHOP,
    environment={"PELICART_TABLE": "shop", "STRIPE_SECRET_KEY": "ssm:/pelicart/staging/STRIPE"},
)


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    found = {
        **account.OUTSIDE,
        "AWS_SESSION_TOKEN": "token",
        "PELICART_TABLE": "of another shop",
        "MOLLIE_API_KEY": "of another shop",
    }
    with pytest.MonkeyPatch.context() as patched, mock_aws():
        patched.setattr(os, "environ", {**os.environ, **found})
        for name, value in found.items():
            monkeypatch.setenv(name, value)
        yield


def deploy(shop=SHOP):
    name = PARAMETER.format(stage=shop.stage)
    boto3.client("ssm").put_parameter(Name=name, Value=shop.text(), Type="String")


def test_the_stages_table_and_secrets_take_the_place_of_others():
    deploy()
    stage.enter_stage("staging")
    assert os.environ["PELICART_TABLE"] == "shop"
    assert os.environ["STRIPE_SECRET_KEY"] == "ssm:/pelicart/staging/STRIPE"
    assert "MOLLIE_API_KEY" not in os.environ
    assert stage.deployed() == SHOP


def test_credentials_stand_where_the_tables_own_client_looks():
    deploy()
    stage.enter_stage("staging")
    names = ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    assert [os.environ[name] for name in names] == ["eu-west-3", "someone", "secret", "token"]


def test_a_stage_that_was_never_deployed_is_told():
    with pytest.raises(Stopped, match="no stage 'production' is deployed in this account"):
        stage.enter_stage("production")


def test_what_needs_a_deployed_shop_says_so_without_one():
    with pytest.raises(Stopped, match="--stage"):
        stage.deployed()


def test_what_a_newer_stack_says_besides_is_passed_over():
    text = SHOP.text().replace("{", '{"new": 1, ', 1)
    assert deployed_from(text) == SHOP


SECRETS = replace(
    SHOP,
    environment={"PELICART_TABLE": "shop"}
    | {f"SECRET_{n}": f"ssm:/pelicart/staging/{n}" for n in range(12)},
)


class Reader:
    """Credentials that may not read some parameters; `asked` are the questions."""

    def __init__(self, *denied):
        self.denied, self.asked = {f"/pelicart/staging/{n}" for n in denied}, []

    def client(self, service, region_name):
        assert (service, region_name) == ("ssm", SHOP.region)
        return self

    def get_parameters(self, Names, WithDecryption):  # noqa: N803  AWS's names
        assert WithDecryption
        self.asked.append(Names)
        if self.denied & {*Names}:
            denied = {"Error": {"Code": "AccessDeniedException", "Message": "no"}}
            raise ClientError(denied, "GetParameters")


def test_whoever_may_read_all_secrets_is_asked_by_tens():
    reader = Reader()
    assert stage.kept_from(reader, SECRETS) == []
    assert [len(names) for names in reader.asked] == [10, 2]


def test_secrets_that_may_not_be_read_are_left_out_so_that_others_serve():
    assert stage.kept_from(Reader(3, 11), SECRETS) == ["SECRET_11", "SECRET_3"]


def test_any_other_error_of_the_parameter_store_stops_it():
    class Broken(Reader):
        def get_parameters(self, **_):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GetParameters")

    with pytest.raises(Stopped, match="can't read the secrets"):
        stage.kept_from(Broken(), SECRETS)


def test_without_a_region_it_says_how_to_name_one(monkeypatch):
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Stopped, match="which region"):
        stage.enter_stage("staging")


def test_without_credentials_it_says_to_log_in(monkeypatch):
    monkeypatch.setattr(boto3.Session, "get_credentials", lambda _: None)
    with pytest.raises(Stopped, match="log in first"):
        stage.enter_stage("staging")
