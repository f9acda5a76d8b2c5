from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.aws import making
from tests.aws.imitation import Imitation, imitate
from tests.aws.making import lap, laps, tables
from tests.aws.relay import Relay
from tests.aws.trial import Trial

# Minutes, and hundreds of megabytes of tools: `make test-aws` asks for them, nobody else.
collect_ignore_glob = [] if os.environ.get("PELICART_TEST_AWS") else ["test_*.py"]

ORDER = "deployed buying publishing keys watched people roles destroyed".split()
"""Modules of tests, as one day of a shop: what is refused on purpose, and its end, come last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        name = item.path.stem.removeprefix("test_")
        return ORDER.index(name) if item.path.parent == Path(__file__).parent else -1

    items.sort(key=rank)


PROVIDER, NOTICE = "127.0.0.254", "/shop/notice/stripe"
"""Where notices come from, and go to."""


@pytest.fixture(scope="session")
def imitation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imitation]:
    with imitate(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture(scope="session")
def trial(imitation: Imitation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A shop deployed and published from nothing, with the tools and steps of a merchant."""
    folder, keys = tmp_path_factory.mktemp("shop"), making.keys_of_stripe()
    notices = Relay(lambda: imitation.transport(PROVIDER))
    with notices, making.stripe(keys, f"http://127.0.0.1:{notices.port}{NOTICE}") as at:
        making.make_folder(folder, at)
        shop = making.made(imitation, folder, at)
        with lap("bundles"):
            making.bundle(shop)
        with lap("keys"):
            making.make_keys(shop, keys)
        with lap("bootstrap and deploy"):
            making.deploy(shop, "--bootstrap")
        notices.host = urlsplit(shop.origin).hostname or ""
        with lap("publish"):
            making.publish(shop)
        yield shop
        shop.close()


@pytest.fixture
def shopper(trial: Trial):
    return trial.shopper()


@pytest.fixture
def other(trial: Trial):
    """A shopper with a browser and an address of their own."""
    return trial.shopper()


MENDED = "LeadingKeys; parameters by name; senders; the CDN's API and viewer; 404 of buckets; \
recovery, expiry, DKIM, budget read back; buckets that aren't empty"
UNSEEN = "alarms over several metrics, WAF, throttles, reserves of processes, lifecycles, caching, \
arm64, Python 3.13, DNS"


def pytest_terminal_summary(terminalreporter) -> None:
    if tables:
        terminalreporter.write_line(f"the template is whole; ministack mended: {MENDED}")
        terminalreporter.write_line(f"deployed, and not acted on by it: {UNSEEN}")
    for line in tables:
        terminalreporter.write_line(line)
    for what, seconds in laps:
        terminalreporter.write_line(f"{what:24}{seconds:8.1f} s")
