import base64
from pathlib import Path

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local.surroundings import (
    cdn_secret,
    files_settings,
    inherited,
    mail_secrets,
    mail_settings,
    provider_accounts,
    provider_settings,
    shop_secrets,
    shop_settings,
)

DESKS = {
    "stripe": "http://localhost:2",
    "monetico": "http://localhost:3",
    "paypal": "http://localhost:4",
    "mollie": "http://localhost:5",
}


def test_no_account_endpoint_or_proxy_of_the_user_is_passed_on(tmp_path):
    outside = {
        "PATH": "/bin",
        "AWS_PROFILE": "mine",
        "AWS_SESSION_TOKEN": "mine",
        "AWS_ACCESS_KEY_ID": "mine",
        "STRIPE_SECRET_KEY": "sk_live_mine",
        "MOLLIE_API_KEY": "live_mine",
        "PELICART_TABLE": "production",
        "https_proxy": "http://proxy",
        "HTTP_PROXY": "http://proxy",
    }
    passed = inherited(outside, tmp_path)
    assert passed["PATH"] == "/bin"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "STRIPE_SECRET_KEY", "PELICART_TABLE"} & set(
        passed
    )
    assert not [name for name in passed if "proxy" in name.lower()]
    assert "mine" not in passed.values()


def test_files_of_libraries_stay_in_the_demos_own_folder(tmp_path):
    passed = inherited({"HOME": "/home/user", "TMPDIR": "/elsewhere"}, tmp_path)
    for name in ("HOME", "TMPDIR"):
        assert Path(passed[name]).is_relative_to(tmp_path)
        assert Path(passed[name]).is_dir()


def test_secrets_differ_from_run_to_run_and_are_long_enough():
    one, two = shop_secrets(), shop_secrets()
    assert not set(one.values()) & set(two.values())
    for text in (one["PELICART_BASKET_KEY"], one["PELICART_KEYS"].partition(":")[2]):
        assert len(base64.urlsafe_b64decode(text + "=")) == 32


def test_every_function_is_given_all_that_it_needs():
    given = {
        *shop_settings("http://127.0.0.1:1", Path("clock")),
        *provider_settings(DESKS),
        *provider_accounts(),
        *files_settings("http://localhost:6"),
        *mail_settings("smtp://demo@127.0.0.1:7"),
        *mail_secrets(),
        *shop_secrets(),
        *cdn_secret(),
    }
    for function in FUNCTIONS:
        assert {*function.settings, *function.secrets} <= given


def test_the_provider_shows_itself_under_another_host_than_the_shop():
    settings = provider_settings(DESKS)
    assert settings["STRIPE_ORIGINS"].split() == ["http://localhost:2", "http://127.0.0.1:2"]
