"""Pages of the demo shop as they are laid out: narrow, enlarged, and still while they load."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.kinds import KINDS
from tests.browser.shop import Shop

WATCH = """
  window.moved = [];
  new PerformanceObserver((list) => list.getEntries().forEach((one) => moved.push(
    [one.value, ...one.sources.map((source) => source.node?.outerHTML?.slice(0, 80))])
  )).observe({ type: "layout-shift", buffered: true });
  localStorage["shop-cart"] = `12 ${Date.now()}`;
"""
# Links in a text may be as high as its lines (WCAG 2.2, 2.5.8); a label is pressed with its button.
SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.closest("p, li, dd, td, .visually-hidden")
    && one.tabIndex >= 0 && getComputedStyle(one).clipPath === "none")
  .map((one) => [one.outerHTML.slice(0, 80), one.matches("[type=radio], [type=checkbox]")
    ? one.labels[0].getBoundingClientRect() : one.getBoundingClientRect()])
  .filter(([, box]) => box.right > 0 && (box.width < 24 || box.height < 24))
  .map(([html]) => html)"""


@pytest.fixture(scope="module")
def window(demo_shop: Shop, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=demo_shop.origin)
    context.route("**/handoff.js", lambda route: route.abort())
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_is_cut_off_or_too_small_to_press(window: Page, kind: str) -> None:
    """On the narrowest phone, which is also 400 % of a desk's screen; then at 200 %."""
    window.set_viewport_size({"width": 320, "height": 640})
    window.goto(KINDS[kind], wait_until="load")
    window.wait_for_timeout(50)
    assert window.evaluate("moved") == []
    assert overflow(window) == 0
    assert window.evaluate(SMALL) == []
    window.set_viewport_size({"width": 1280 // 2, "height": 800 // 2})
    assert overflow(window) == 0
