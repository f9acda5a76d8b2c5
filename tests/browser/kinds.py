"""Every kind of page that a shopper can come to, and its address in the demo shop."""

from __future__ import annotations

from tests.browser.shop import SAMPLE, SAMPLES

STATIC = {
    "home": "/",
    "listing": "/products/",
    "category": "/products/paper/",
    "product with options": "/product/linen-notebook/",
    "product in another script": "/product/writing-brush/",
    "product without options": "/product/river-stone/",
    "about": "/about/",
    "delivery": "/delivery/",
    "no such page": "/nothing/",
}
FIRST = (
    ("cart", "empty"), ("cart", "changed"), ("checkout", "filled in"),
    ("checkout", "every field missing"), ("review", "transfer"), ("review", "a card"),
    ("order", "awaiting transfer"), ("order", "paid"), ("order", "confirming"), ("order", "files"),
    ("withdraw", "open"), ("invoice", "credited"), ("handoff", "a form"), ("error", "sold-out"),
)  # fmt: skip
"""One or two of each live template."""

LIVE = {f"{name}: {what}": f"{SAMPLE}{at}" for at, (name, what, _) in enumerate(SAMPLES)}
KINDS = STATIC | {f"{name}: {what}": LIVE[f"{name}: {what}"] for name, what in FIRST}
REST = {kind: address for kind, address in LIVE.items() if kind not in KINDS}
