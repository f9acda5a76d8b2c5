"""`pelicart keys`: the secrets of a stage, in moto's parameter store."""

import io
import os
import time
from dataclasses import replace

import pytest
from moto import mock_aws
from tests.command.account import OUTSIDE, SHOP, Cdn, Functions, client, deploy, session_with

from pelicart.tokens import LIVES, Keyring
from pelicart.wiring import Wiring
from pelicart_command import keys_place, main
from pelicart_command.keys_create import new_secret
from pelicart_command.keys_vault import Vault
from pelicart_infra.stage_secrets import STAGES

FILE = 'region = "eu-west-3"\nproviders = ["stripe"]\nsender = "shop.example"\n'
WEBHOOK = "STRIPE_WEBHOOK_SECRET"
SIGNERS = {"cart", "checkout", "payment_return", "order", "tell", "reconcile"}


@pytest.fixture
def vault():
    return Vault(session_with()(), "staging")


@pytest.fixture
def functions():
    return Functions(lambda: _value("PELICART_KEYS"))


@pytest.fixture
def cdn():
    return Cdn()


@pytest.fixture(autouse=True)
def account(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "environ", {**os.environ, **OUTSIDE})
    for name, value in OUTSIDE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with mock_aws():
        yield


@pytest.fixture
def stage_file(tmp_path):
    file = tmp_path / STAGES / "staging.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE)
    return file


@pytest.fixture
def keys(monkeypatch, capsys, functions, cdn):
    """Runs `pelicart --stage staging keys …` with this on standard input."""
    session = session_with(**{"lambda": functions, "cloudfront": cdn})
    monkeypatch.setattr(keys_place, "Session", session)

    def run(*argv, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["--stage", "staging", "keys", *argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _value(variable):
    found = Vault(session_with()(), "staging").last(variable)
    return found.value if found else ""


def _ring(text=None):
    """A keyring as a function makes it of what the parameter holds."""
    return Wiring(None, lambda: 0, {"PELICART_KEYS": text or _value("PELICART_KEYS")}).keys


def _typed(variable):
    name = f"/pelicart/staging/{variable}"
    return client("ssm").get_parameter(Name=name)["Parameter"]["Type"]


# create


def test_before_the_first_deployment_what_the_shop_makes_itself_is_made(keys, stage_file):
    code, out, _ = keys("create")
    assert code == 1
    assert out.count("made ") == 4
    assert "MISSING STRIPE_SECRET_KEY: pelicart --stage staging keys set STRIPE_SECRET_KEY" in out
    assert "MISSING STRIPE_WEBHOOK_SECRET" in out
    assert isinstance(_ring(), Keyring)
    assert _value("PELICART_ORIGIN_SECRET") == _value("CDN_SECRET") != ""
    assert len(Wiring(None, lambda: 0, {"PELICART_BASKET_KEY": _value("PELICART_BASKET_KEY")})
               ._basket_key) == 32  # fmt: skip


def test_secrets_are_sealed_and_only_the_cdns_own_is_plain(keys, stage_file):
    keys("create")
    sealed = ("PELICART_KEYS", "PELICART_BASKET_KEY", "PELICART_ORIGIN_SECRET")
    assert {_typed(name) for name in sealed} == {"SecureString"}
    assert _typed("CDN_SECRET") == "String"


def test_nothing_is_overwritten(keys, stage_file, vault):
    vault.create("PELICART_KEYS", f"mine:{new_secret()}")
    vault.create("CDN_SECRET", "of the cdn", plain=True)
    before = _value("PELICART_KEYS")
    assert keys("create")[1].count("kept ") == 2
    assert _value("PELICART_KEYS") == before
    assert _value("PELICART_ORIGIN_SECRET") == "of the cdn"
    assert keys("create")[1].count("kept ") == 4


def test_a_password_of_the_mail_server_is_only_missed_where_there_is_one(keys, stage_file):
    assert "PELICART_MAIL_PASSWORD" not in keys("create")[1]
    stage_file.write_text(FILE + 'mail = "smtp://shop@mail.example"\n')
    assert "MISSING PELICART_MAIL_PASSWORD" in keys("create")[1]


def test_keys_are_not_put_into_another_account_than_the_stages(keys, stage_file):
    stage_file.write_text(FILE + 'account = "210987654321"\n')
    code, _, err = keys("create")
    assert code == 1
    assert "belongs into account 210987654321" in err
    assert _value("PELICART_KEYS") == ""


def test_a_stage_that_is_neither_deployed_nor_described_is_told(keys):
    code, _, err = keys("create")
    assert code == 1
    assert "no stage 'staging' is deployed" in err


# set


def test_a_secret_comes_from_standard_input_and_is_not_shown(keys, stage_file):
    code, out, _ = keys("set", "STRIPE_SECRET_KEY", typed="sk_test_4711\n")
    assert (code, _value("STRIPE_SECRET_KEY")) == (0, "sk_test_4711")
    assert _typed("STRIPE_SECRET_KEY") == "SecureString"
    assert "4711" not in out
    assert "No function is deployed that reads it." in out


def test_functions_that_read_it_start_anew_and_no_other(keys, functions):
    deploy()
    out = keys("set", WEBHOOK, typed="whsec_1")[1]
    assert functions.started == ["pelicart-staging-payment_notice"]
    assert "Started anew: pelicart-staging-payment_notice." in out
    assert functions.environments["pelicart-staging-payment_notice"].keys() == {
        "A",
        "PELICART_STARTED",
    }
    assert functions.waited == ["pelicart-staging-payment_notice"] * 2


def test_the_same_value_again_changes_nothing(keys, functions):
    deploy()
    keys("set", WEBHOOK, typed="whsec_1")
    assert "holds this value already" in keys("set", WEBHOOK, typed="whsec_1")[1]
    assert len(functions.started) == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("STRIPE_SECRET_KEY", "whsec_1"),
        (WEBHOOK, "sk_test_1"),
        ("STRIPE_SECRET_KEY", " \n"),
        ("STRIPE_SECRET_KEY", "sk_test_1\nsk_test_2"),
        ("STRIPE_SECRET_KEY", "sk_test_" + "1" * 5000),
        ("PELICART_KEYS", "short:key"),
        ("PELICART_BASKET_KEY", "short"),
        ("NO_SUCH_SECRET", "x"),
    ],
)
def test_what_cannot_be_meant_is_refused(keys, stage_file, name, typed):
    code, out, err = keys("set", name, typed=typed)
    assert (code, out) == (1, "")
    assert err
    assert _value(name) == ""


@pytest.mark.parametrize("name", ["PELICART_KEYS", "PELICART_BASKET_KEY", "PELICART_ORIGIN_SECRET"])
def test_what_shoppers_hold_is_not_broken_by_mistake(keys, stage_file, name):
    keys("create")
    before = _value(name)
    fresh = f"k9:{new_secret()}" if name == "PELICART_KEYS" else new_secret()
    code, _, err = keys("set", name, typed=fresh)
    assert (code, _value(name)) == (1, before)
    assert f"keys rotate {name}" in err
    assert keys("set", name, "--overwrite", typed=fresh)[0] == 0
    assert _value(name) == fresh


# list


def test_the_list_tells_ages_and_versions_and_no_value(keys, stage_file):
    keys("create")
    code, out, _ = keys("list")
    assert code == 1
    assert out.splitlines()[0].split() == ["NAME", "VERSION", "AGE", "WRITTEN", "BY"]
    assert "STRIPE_SECRET_KEY       MISSING" in out
    for name in ("PELICART_KEYS", "PELICART_BASKET_KEY", "CDN_SECRET"):
        assert f"\n{name} " in f"\n{out}"
        assert _value(name).partition(":")[2] not in out or not _value(name).partition(":")[2]
        assert _value(name) not in out
    assert "1        0 days" in out


def test_each_version_of_one_is_listed_with_who_wrote_it(keys, stage_file):
    for value in ("whsec_1", "whsec_2"):
        keys("set", WEBHOOK, typed=value)
    code, out, _ = keys("list", WEBHOOK)
    assert code == 0
    assert [line.split()[1] for line in out.splitlines()] == ["VERSION", "2", "1"]
    assert out.splitlines()[1].endswith("N/A")  # moto knows nobody
    assert "whsec" not in out


# rotate


def test_at_no_moment_a_token_meets_a_function_that_does_not_know_its_key(keys, functions):
    deploy()
    keys("create")
    assert keys("rotate", "PELICART_KEYS")[0] == 0
    assert {name.removeprefix("pelicart-staging-") for name in functions.seen} == SIGNERS
    rings = [ring for seen in functions.seen.values() for ring in seen]
    # Whatever one of them had read while another had read another: each verifies the other's.
    for signing in {*rings}:
        token = _ring(signing).sign("order", "A" * 26, 1000)
        for verifying in {*rings}:
            assert _ring(verifying).verify("order", token, 1000)["sub"] == "A" * 26
    first = {seen[0] for seen in functions.seen.values()}
    assert len(first) == 1
    assert all(len(seen) == 2 for seen in functions.seen.values())


def test_tokens_of_the_old_key_verify_and_new_ones_are_signed_by_the_new(keys):
    deploy()
    keys("create")
    before = _ring()
    keys("rotate", "PELICART_KEYS")
    token = before.sign("order", "A" * 26, 1000)
    assert _ring().verify("order", token, 1000)
    assert next(iter(_ring().keys)) not in before.keys


@pytest.mark.parametrize("start", range(1, 13))
def test_a_rotation_that_was_broken_off_goes_on_where_it_was(keys, functions, start):
    deploy()
    keys("create")
    old = _value("PELICART_KEYS")
    functions.breaks = start
    assert keys("rotate", "PELICART_KEYS")[0] == 130
    functions.breaks = 0
    assert keys("rotate", "PELICART_KEYS")[0] == 0
    pairs = _value("PELICART_KEYS").split(",")
    assert pairs[-1] == old
    assert len(pairs) == (2 if start <= 6 else 3)  # past the second writing it was done
    assert {seen[-1] for seen in functions.seen.values()} == {_value("PELICART_KEYS")}


def test_a_key_is_dropped_once_no_token_can_need_it(keys, monkeypatch):
    deploy()
    keys("create")
    keys("rotate", "PELICART_KEYS")
    oldest = _value("PELICART_KEYS").split(",")[1]
    now = time.time()
    monkeypatch.setattr("pelicart_command.keys_rotate.time.time", lambda: now + max(LIVES.values()))
    keys("rotate", "PELICART_KEYS")
    assert oldest in _value("PELICART_KEYS")
    later = now + max(LIVES.values()) + 2 * 86400
    monkeypatch.setattr("pelicart_command.keys_rotate.time.time", lambda: later)
    out = keys("rotate", "PELICART_KEYS")[1]
    assert oldest not in _value("PELICART_KEYS")
    assert oldest.partition(":")[0] in out.partition("Dropped, for no token needs it any more:")[2]


def test_a_leaked_signing_key_goes_at_once(keys, functions):
    deploy()
    keys("create")
    before = _ring()
    out = keys("rotate", "PELICART_KEYS", "--leaked")[1]
    assert "Every link to an order" in out
    assert not _ring().keys.keys() & before.keys.keys()
    assert len(functions.started) == len(SIGNERS)


def test_the_key_of_baskets_is_not_rotated_without_need(keys, functions):
    deploy()
    keys("create")
    before = _value("PELICART_BASKET_KEY")
    code, _, err = keys("rotate", "PELICART_BASKET_KEY")
    assert (code, _value("PELICART_BASKET_KEY"), functions.started) == (1, before, [])
    assert "a second click makes a second order" in err
    assert keys("rotate", "PELICART_BASKET_KEY", "--leaked")[0] == 0
    assert _value("PELICART_BASKET_KEY") != before


def test_the_cdns_secret_is_exchanged_without_a_moment_of_refusals(keys, functions, cdn):
    deploy()
    keys("create")
    functions.read = lambda: (_value("PELICART_ORIGIN_SECRET"), _value("CDN_SECRET"))
    cdn.sends = old = _value("CDN_SECRET")
    out = keys("rotate", "PELICART_ORIGIN_SECRET")[1]
    new = _value("CDN_SECRET")
    assert new != old
    assert _value("PELICART_ORIGIN_SECRET") == f"{new} {old}"
    assert {seen[0] for seen in functions.seen.values()} == {(f"{new} {old}", old)}
    assert "make deploy STAGE=staging" in out
    # Not deployed yet, or not everywhere: nothing is taken away.
    for sends, status in ((old, "Deployed"), (new, "InProgress")):
        cdn.sends, cdn.status = sends, status
        assert "make deploy STAGE=staging" in keys("rotate", "PELICART_ORIGIN_SECRET")[1]
        assert _value("PELICART_ORIGIN_SECRET") == f"{new} {old}"
    cdn.sends, cdn.status = new, "Deployed"
    assert "new secret alone" in keys("rotate", "PELICART_ORIGIN_SECRET")[1]
    assert _value("PELICART_ORIGIN_SECRET") == _value("CDN_SECRET") == new


def test_a_shop_without_a_cdn_ends_the_exchange_by_word(keys):
    deploy(replace(SHOP, distribution=""))
    keys("create")
    assert "nothing is to be finished" in keys("rotate", "PELICART_ORIGIN_SECRET", "--finish")[2]
    keys("rotate", "PELICART_ORIGIN_SECRET")
    keys("rotate", "PELICART_ORIGIN_SECRET")
    assert len(_value("PELICART_ORIGIN_SECRET").split()) == 2
    keys("rotate", "PELICART_ORIGIN_SECRET", "--finish")
    assert _value("PELICART_ORIGIN_SECRET") == _value("CDN_SECRET")


def test_a_webhook_secret_is_good_beside_its_old_one_until_that_ran_out(keys, functions):
    deploy()
    keys("set", WEBHOOK, typed="whsec_old")
    out = keys("rotate", WEBHOOK, typed="whsec_new")[1]
    assert _value(WEBHOOK) == "whsec_new whsec_old"
    assert f"keys rotate {WEBHOOK} --finish" in out
    assert keys("rotate", WEBHOOK, typed="whsec_new")[0] == 1
    keys("rotate", WEBHOOK, "--finish")
    assert _value(WEBHOOK) == "whsec_new"
    assert keys("rotate", WEBHOOK, "--finish")[0] == 1
    assert functions.started == ["pelicart-staging-payment_notice"] * 3


def test_what_somebody_else_makes_is_not_made_here(keys):
    deploy()
    code, _, err = keys("rotate", "STRIPE_SECRET_KEY")
    assert code == 1
    assert "keys set STRIPE_SECRET_KEY" in err
    assert keys("rotate", "MOLLIE_API_KEY")[0] == 1


def test_two_who_write_at_once_are_told(keys, vault):
    deploy()
    vault.create(WEBHOOK, "whsec_old")
    version = vault.last(WEBHOOK)
    vault.write(WEBHOOK, "whsec_theirs", version)
    with pytest.raises(Exception, match="somebody else changed STRIPE_WEBHOOK_SECRET"):
        vault.write(WEBHOOK, "whsec_mine", version)


def test_no_secret_is_an_argument(keys):
    deploy()
    with pytest.raises(SystemExit):
        keys("set", WEBHOOK, "whsec_1")
