"""axe-core on every kind of page: light and dark, with the shop's script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.building import ROOT
from tests.browser.kinds import KINDS, REST
from tests.browser.shop import Shop

AXE = ROOT / ".pelicart-tools/axe/node_modules/axe-core/axe.min.js"
pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: sh tools/npm.sh axe")

RUN = """async () => (await axe.run()).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""


def faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


SLOW = ("dark", "light, no script", "dark, no script")
LOOKS = ["light", *(pytest.param(look, marks=pytest.mark.slow) for look in SLOW)]


@pytest.fixture(scope="module", params=LOOKS)
def window(request, demo_shop: Shop, browser: Browser) -> Iterator[Page]:
    """A phone. Without the shop's script, for axe can't run in a page where none may."""
    colours, _, without = request.param.partition(", ")
    context = browser.new_context(
        base_url=demo_shop.origin,
        color_scheme=colours,
        viewport={"width": 390, "height": 844},
        bypass_csp=True,
    )
    for script in ("shop", "seal", "handoff") if without else ("handoff",):  # which leaves its page
        context.route(f"**/{script}.js*", lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_to_mend(window: Page, kind: str) -> None:
    assert faults(window, KINDS[kind]) == []


@pytest.mark.slow
def test_axe_finds_nothing_to_mend_in_any_state_of_any_page(window: Page) -> None:
    found = {kind: faults(window, address) for kind, address in REST.items()}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
