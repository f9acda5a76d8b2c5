from dataclasses import replace

import pytest
from tests.infra.deploy.conftest import STAGE, put, with_room

from pelicart_infra.deploy.account import enter
from pelicart_infra.deploy.errors import Missing
from pelicart_infra.deploy.needs import cdn_secret_version


def test_the_cdn_is_to_send_the_newest_version_of_its_secret(ready, bundles):
    assert cdn_secret_version(STAGE, ready, bundles) == 2


def test_all_that_is_missing_is_said_at_once_with_what_to_do(account, tmp_path):
    put(account, "/pelicart/staging/PELICART_KEYS")
    with pytest.raises(Missing) as told:
        cdn_secret_version(STAGE, account, tmp_path)
    bundles, bootstrap, parameters = told.value.sentences
    assert "No bundle of cart, checkout," in bundles
    assert "make bundle" in bundles
    assert "BOOTSTRAP=yes" in bootstrap
    assert parameters.startswith(
        "No parameter /pelicart/staging/PELICART_BASKET_KEY, "
        "/pelicart/staging/PELICART_ORIGIN_SECRET, /pelicart/staging/STRIPE_SECRET_KEY, "
        "/pelicart/staging/STRIPE_WEBHOOK_SECRET, /pelicart/staging/CDN_SECRET:"
    )
    assert "pelicart --stage staging keys create" in parameters


def test_secrets_of_providers_that_the_stage_has_not_are_not_missed(ready, bundles):
    with pytest.raises(Missing) as told:
        cdn_secret_version(replace(STAGE, providers=("stripe", "mollie")), ready, bundles)
    (sentence,) = told.value.sentences
    assert "MOLLIE_API_KEY:" in sentence
    assert "STRIPE" not in sentence


def test_an_account_that_is_being_prepared_need_not_be(account, ready, bundles):
    account.session.client("ssm").delete_parameter(Name="/cdk-bootstrap/hnb659fds/version")
    assert cdn_secret_version(STAGE, account, bundles, bootstrapped=True) == 2


@pytest.mark.parametrize(("room", "reserved", "enough"), [(1000, 20, True), (110, 20, False)])
def test_a_reserve_that_the_account_cannot_give_is_said_before(
    ready, bundles, room, reserved, enough
):
    stage, account = replace(STAGE, concurrency={"reconcile": reserved}), with_room(ready, room)
    if enough:
        cdn_secret_version(stage, account, bundles)
        return
    with pytest.raises(Missing, match=r"reserves 20 processes, and the account has 110"):
        cdn_secret_version(stage, account, bundles)


def test_nobody_deploys_into_another_account_by_mistake(account):
    assert enter(STAGE).id == "123456789012"
    with pytest.raises(Missing, match=r"logged in to account 123456789012, and staging belongs"):
        enter(replace(STAGE, account="210987654321"))


def test_a_region_must_be_said_somewhere(account):
    with pytest.raises(Missing, match=r"No region"):
        enter(replace(STAGE, region=""))


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_region_may_come_from_whoever_deploys(account, monkeypatch, variable):
    monkeypatch.setenv(variable, "eu-north-1")
    assert enter(replace(STAGE, region="")).region == "eu-north-1"
    assert enter(STAGE).region == STAGE.region


def test_whoever_is_not_logged_in_is_told(account, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(Missing, match=r"No credentials"):
        enter(STAGE)
