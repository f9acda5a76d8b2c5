"""The environment of the demo's processes: nothing of the user's cloud, and fresh secrets."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pelicart_infra.providers import PROVIDERS

TABLE, CARDS_TABLE = "pelicart", "pelicart-cards"
_OURS = (
    *("PELICART_", "AWS_", "BOTO_", "MOTO_"),
    *(f"{provider.name.upper()}_" for provider in PROVIDERS),
)
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def inherited(outside: Mapping[str, str], private: Path) -> dict[str, str]:
    """What a child may know of the user's environment; makes folders for its files in `private`.

    No account, key or endpoint set in the user's shell reaches a child, and no proxy stands
    between processes of one machine.
    """
    kept = {
        name: value
        for name, value in outside.items()
        if not name.startswith(_OURS) and name.lower() not in _PROXIES
    }
    for folder in ("home", "tmp"):
        (private / folder).mkdir(parents=True, exist_ok=True)
    return kept | {
        "HOME": str(private / "home"),
        "TMPDIR": str(private / "tmp"),
        "PYTHONUNBUFFERED": "1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_REGION": "eu-west-1",
    }


def account(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment says whose tables and functions are meant."""
    return {name: value for name, value in environment.items() if name.startswith("AWS_")}


def shop_secrets() -> dict[str, str]:
    """Random secrets for one run of the demo."""
    return {
        "PELICART_KEYS": f"demo:{_key()}",
        "PELICART_BASKET_KEY": _key(),
    }


def cdn_secret() -> dict[str, str]:
    """What the gateway adds to each request, as CloudFront does, and the functions ask for."""
    return {"PELICART_ORIGIN_SECRET": _key()}


def provider_accounts() -> dict[str, str]:
    """The shop's accounts at the stand-ins, in test mode, with random secrets."""
    return {
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "MONETICO_TPE": "1234567",
        "MONETICO_COMPANY": "demo",
        "MONETICO_MODE": "test",
        "MONETICO_KEY": secrets.token_hex(20).upper(),
        "PAYPAL_CLIENT_ID": f"A{secrets.token_hex(20)}",
        "PAYPAL_SECRET": f"E{secrets.token_hex(20)}",
        "PAYPAL_MODE": "sandbox",
        "PAYPAL_WEBHOOK_ID": f"WH-{secrets.token_hex(8).upper()}",
        "MOLLIE_API_KEY": f"test_{secrets.token_hex(15)}",
    }


def mail_secrets() -> dict[str, str]:
    """What the shop logs in with at the mailbox's mail server."""
    return {"PELICART_MAIL_PASSWORD": _key()}


def shop_settings(origin: str, clock: Path) -> dict[str, str]:
    """Settings of the functions that are known before anything runs."""
    return {
        "PELICART_ORIGIN": origin,
        "PELICART_TABLE": TABLE,
        "PELICART_CARDS_TABLE": CARDS_TABLE,
        "PELICART_CLOCK": str(clock),
        "PELICART_FRESH": "2",  # seconds: what is published again shows at once
        "PELICART_LIMITS": "off",  # all who try the demo, and all tests, have one address
    }


def provider_settings(urls: Mapping[str, str]) -> dict[str, str]:
    """Where the functions reach the stand-ins, and every host these show themselves under.

    Their pages live under another name of this machine, so that the shop's cookies and policies
    meet another site there, as with real providers. `urls` by the provider's name.
    """
    ports = {name: urlsplit(url).port for name, url in urls.items()}
    origins = {
        f"{name.upper()}_ORIGINS": f"http://localhost:{port} http://127.0.0.1:{port}"
        for name, port in ports.items()
    }
    return origins | {
        "STRIPE_API_BASE": f"http://127.0.0.1:{ports['stripe']}",
        "MONETICO_API": f"http://127.0.0.1:{ports['monetico']}",
        "MONETICO_PAGE": f"http://localhost:{ports['monetico']}",
        "PAYPAL_API_BASE": f"http://127.0.0.1:{ports['paypal']}",
        "MOLLIE_API_BASE": f"http://127.0.0.1:{ports['mollie']}",
    }


def mail_settings(smtp: str) -> dict[str, str]:
    """The mail server that takes every mail of the shop."""
    return {"PELICART_MAIL": smtp}


def files_settings(url: str) -> dict[str, str]:
    """Where browsers reach the bought files: under another name of this machine than the shop."""
    return {"PELICART_FILES": f"http://localhost:{urlsplit(url).port}"}


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
