"""A purchase without a mouse: every step by Tab, arrows, typing and Enter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

FOCUS = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return { name: one.getAttribute("name") ?? "", text: one.innerText ?? "", id: one.id,
    seen: getComputedStyle(one).outlineStyle !== "none" && box.width > 0
      && (one.contains(at) || at?.contains(one)) } }"""


def tab_to(page: Page, text: str = "", name: str = "", key: str = "Tab") -> None:
    """Tabs on to what has this text or name; all that is passed shows its focus."""
    for _ in range(80):
        page.keyboard.press(key)
        here = page.evaluate(FOCUS)
        assert here["seen"], here
        if (text and text in here["text"]) or (name and name == here["name"]):
            return
    raise AssertionError(f"no way to {text or name}")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_is_enough_to_buy(demo_shop, browser, script) -> None:
    context = browser.new_context(base_url=demo_shop.origin, java_script_enabled=script)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/product/linen-notebook/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["text"] == "Skip to the content"
    tab_to(page, name="option.Colour")
    page.keyboard.press("Space")
    tab_to(page, name="option.Size")
    page.keyboard.press("ArrowDown")
    tab_to(page, name="quantity")
    page.keyboard.type("2")
    tab_to(page, "Add to cart")
    page.keyboard.press("Enter")
    if script:
        expect(page.get_by_role("link", name="See the cart")).to_be_visible()
        tab_to(page, "See the cart")
        page.keyboard.press("Enter")
    heading(page, "Your cart")
    tab_to(page, "Go to checkout")
    page.keyboard.press("Enter")
    heading(page, "Checkout")
    for name, typed in {
        "name": "Ada Example", "email": "ada at shop", "line1": "1 rue de l'Essai",
        "postcode": "75011", "city": "Paris",
    }.items():  # fmt: skip
        tab_to(page, name=name)
        page.keyboard.type(typed)
    page.evaluate("document.forms[0].noValidate = true")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    # The page comes back with the focus on what is wrong, and a link from there to the field.
    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, "E-mail")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("ada@shop.example")
    tab_to(page, name="method")
    while page.evaluate(FOCUS)["id"] != "method-transfer":
        page.keyboard.press("ArrowDown")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    heading(page, "Review and order")
    tab_to(page, "Order with obligation to pay")
    demo_shop.front.moment += 10  # who orders sooner than one can read is asked once more
    page.keyboard.press("Enter")
    heading(page, "waiting for your payment")
    context.close()
