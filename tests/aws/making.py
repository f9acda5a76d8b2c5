"""The steps from nothing to a shop that sells, each as its page in docs/operations.md has it."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.aws.imitation import REGION, Imitation
from tests.aws.trial import OWNER, STAGE, Done, Trial, Whose, run, went_well
from tests.e2e.launching import make_site
from tests.emulator import PYTHON, ROOT

from pelicart_infra.bundle.target import here
from pelicart_infra.stage_secrets import STAGES

SETTINGS = """\
from pelicanconf import *

_sold = {"card", "transfer", "cheque"}
SHOP = {**SHOP, "methods": {k: v for k, v in SHOP["methods"].items() if k in _sold}}
"""
STAGE_FILE = """\
region = "{region}"
providers = ["stripe"]
sealed = true
mail = "ses"
sender = "merle-lin.example"
watchers = ["merchant@merle-lin.example"]
keep = false
waf = 2000
budget = 10
log_days = 14

[settings]
STRIPE_API_BASE = "{stripe}"
STRIPE_ORIGINS = "{page}"

[concurrency]
reconcile = 1
"""

laps: list[tuple[str, float]] = []
"""Seconds of each step, for the output."""

tables: list[str] = []
"""What else the output has to show, line by line."""


@contextmanager
def lap(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    laps.append((what, time.monotonic() - begun))


def make_folder(folder: Path, stripe: str) -> None:
    """The demo shop's sources, and the file of its stage."""
    make_site(folder)
    (folder / "stageconf.py").write_text(SETTINGS, "utf-8")
    (folder / STAGES).mkdir(parents=True)
    text = STAGE_FILE.format(
        region=REGION, stripe=stripe, page=stripe.replace("127.0.0.1", "localhost")
    )
    (folder / STAGES / f"{STAGE}.toml").write_text(text, "utf-8")
    kept = text.replace("keep = false", "keep = true")
    (folder / STAGES / "kept.toml").write_text(kept, "utf-8")


@contextmanager
def stripe(keys: dict[str, str], webhook: str) -> Iterator[str]:
    """Stripe's stand-in, in a process of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pelicart_infra.local.leash", "pelicart_infra.local.stripe",
         "--webhook-url", webhook],
        env=keys, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().removeprefix("ready ").strip()
    finally:
        process.terminate()
        process.communicate(timeout=30)


def keys_of_stripe() -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
    }


def bundle(trial: Trial) -> str:
    """For ministack, which runs functions on its own Python and on this machine."""
    command = [sys.executable, "-m", "pelicart_infra.bundle", "--platform", "here"]
    command += ["--runtime", python(), "--payment", "stripe", "--out", str(bundles())]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    return went_well(done)


def bundles() -> Path:
    return ROOT / "build" / "bundles-here"


def python() -> str:
    """The version of ministack's Python."""
    told = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.check_output([PYTHON, "-c", told], text=True).strip()


def make_keys(trial: Trial, keys: dict[str, str]) -> str:
    """Our own first, then those of the provider; `create` says which are missing."""
    first = trial.command("keys", "create")
    assert first.returncode == 1, first.stderr
    assert "MISSING STRIPE_SECRET_KEY" in first.stdout, first
    for name, value in keys.items():
        went_well(trial.command("keys", "set", name, said=value))
    return went_well(trial.command("keys", "create"))


def deploying(
    trial: Trial, verb: str, *more: str, stage: str = STAGE, whose: Whose = OWNER
) -> Done:
    """What `make deploy` and `make destroy` run, with the bundles and the stages of the test."""
    context = {
        "stages": trial.folder / STAGES,
        "bundles": bundles(),
        "runtime": f"python{python()}",
        "architecture": here().architecture,
    }
    said = [argument for key, one in context.items() for argument in ("--context", f"{key}={one}")]
    command = [sys.executable, "-m", "pelicart_infra.deploy", verb, stage, *more, *said]
    return run(trial, command, folder=str(ROOT), whose=whose)


def deploy(trial: Trial, *more: str, whose: Whose = OWNER) -> str:
    return went_well(deploying(trial, "up", *more, whose=whose))


def publish(trial: Trial, *more: str) -> str:
    return went_well(trial.command("publish", "-s", "stageconf.py", *more))


def made(imitation: Imitation, folder: Path, stripe_at: str) -> Trial:
    return Trial(folder, {"providers": {"stripe": stripe_at}}, imitation=imitation)
