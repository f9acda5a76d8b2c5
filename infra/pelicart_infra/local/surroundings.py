"""The environment of the demo's processes: nothing of the user's cloud, and fresh secrets."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

TABLE = "pelicart"
_OURS = ("PELICART_", "STRIPE_", "AWS_", "BOTO_", "MOTO_")
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
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
    }


def shop_settings(origin: str, clock: Path) -> dict[str, str]:
    """Settings of the functions that are known before anything runs."""
    return {
        "PELICART_ORIGIN": origin,
        "PELICART_TABLE": TABLE,
        "PELICART_CLOCK": str(clock),
        "PELICART_FRESH": "2",  # seconds: what is published again shows at once
    }


def provider_settings(url: str) -> dict[str, str]:
    """Where the functions reach the stand-in for Stripe, and every host it shows itself under.

    Its pages live under another name of this machine, so that the shop's cookies and policies
    meet another site there, as with Stripe.
    """
    port = urlsplit(url).port
    return {
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_ORIGINS": f"http://localhost:{port} http://127.0.0.1:{port}",
    }


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
