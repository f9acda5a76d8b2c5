"""Lighthouse on the demo shop: `python -m tests.browser`, or `make lighthouse`.

Served as CloudFront serves it, compressed; everything else is the demo's own. Prints the four
scores of each page, and each audit that costs a point.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.building import build_demo
from tests.browser.shop import Shop, serving
from tests.e2e.chromium import BINARY

CLI = Path(".pelicart-tools/lighthouse/node_modules/lighthouse/cli/index.js")
CHROME = "--headless=new --no-sandbox --disable-gpu"
PAGES = {
    "home": "/",
    "listing": "/products/",
    "product": "/product/linen-notebook/",
    "cart": "/shop/cart",
    "checkout": "/shop/checkout",
}
ROW = "{:10}{:>13}{:>15}{:>16}{:>5}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def cart(shop: Shop) -> str:
    """The cookie of a cart with something in it."""
    form = urllib.parse.urlencode({"sku": "STONE", "quantity": "2"}).encode()
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        opener.open(f"{shop.origin}/shop/cart", form)
    except urllib.error.HTTPError as redirect:
        return str(redirect.headers["set-cookie"]).partition(";")[0]
    raise AssertionError("nothing was put in the cart")


def measured(address: str, cookie: str, form: str) -> dict[str, Any]:
    """Lighthouse's report of one page, as on a phone or on a desk."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        preset = ["--preset=desktop"] if form == "desktop" else []
        headers = json.dumps({"Cookie": cookie})
        subprocess.run(
            ["node", str(CLI), address, "--quiet", f"--chrome-flags={CHROME}", *preset,
             "--output=json", f"--output-path={report.name}", f"--extra-headers={headers}"],
            check=True, env={**os.environ, "CHROME_PATH": BINARY}, timeout=180,
        )  # fmt: skip
        read: dict[str, Any] = json.loads(Path(report.name).read_text("utf-8"))
        return read


def scores(report: dict[str, Any]) -> list[int]:
    return [round(100 * one["score"]) for one in report["categories"].values()]


def lacking(report: dict[str, Any]) -> Iterator[str]:
    """What costs a point: the audits that weigh something and are not passed."""
    for category in report["categories"].values():
        for one in category["auditRefs"]:
            audit = report["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue", "")
                yield f"{category['title']}: {audit['title']} {shown}".strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site, port = Path(folder), free_port()
        build_demo(site, f"http://127.0.0.1:{port}")
        with serving(site / "output", site / "publication", port=port, packed=True) as shop:
            cookie = cart(shop)
            for form in ("mobile", "desktop"):
                print(ROW.format(form, "performance", "accessibility", "best practices", "SEO"))
                for name, path in PAGES.items():
                    report = measured(shop.origin + path, cookie, form)
                    print(ROW.format(name, *scores(report)), flush=True)
                    for what in lacking(report):
                        print(f"    {what}", flush=True)


if __name__ == "__main__":
    if not (BINARY and CLI.is_file()):
        sys.exit("lighthouse needs Debian's chromium and `sh tools/npm.sh lighthouse`")
    main()
