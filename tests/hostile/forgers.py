"""What strangers send to the shop: what was sent before, nearly that, lies, and nonsense."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes

import httpx
from tests.e2e.notices import completed, signed
from tests.e2e.running import Running
from tests.e2e.shopper import FORM
from tests.hostile.door import Door

LIES = ("nothing", "garbage", "unsigned", "other secret", "old", "signed but untrue")
NONSENSE = (
    ("GET", "/shop/order/{}"), ("POST", "/shop/order/{}"), ("GET", "/shop/return/stripe?order={}"),
    ("GET", "/shop/return/{}"), ("POST", "/shop/return/monetico"), ("GET", "/shop/cart?lang={}"),
    ("POST", "/shop/cart"), ("PUT", "/shop/cart"), ("POST", "/shop/checkout"),
    ("POST", "/shop/checkout/{}"), ("GET", "/shop/checkout/{}"), ("POST", "/shop/notice/{}"),
    ("GET", "/shop/{}"), ("DELETE", "/shop/order/{}"), ("OPTIONS", "/shop/checkout"),
    ("POST", "/shop/return/paypal?token={}"), ("HEAD", "/shop/cart"),
)  # fmt: skip


def sends_again(door: Door, nth: int) -> None:
    """A request to the shop as it was sent before."""
    if door.asked:
        old = door.asked[nth % len(door.asked)]
        _send(door, old.method, str(old.url), dict(old.headers), old.read())


def sends_altered(door: Door, nth: int, place: int, new: bytes) -> None:
    """The same with some bytes exchanged, in its body or else in its address."""
    if not door.asked:
        return
    old = door.asked[nth % len(door.asked)]
    body, url = old.read(), str(old.url)
    if body:
        at = place % len(body)
        body = body[:at] + new + body[at + 1 :]
    else:
        start = url.index("/shop/") + len("/shop/")
        at = start + place % max(1, len(url) - start)
        url = url[:at] + quote_from_bytes(new) + url[at + 1 :]
    _send(door, old.method, url, dict(old.headers), body)


def forges(demo: Running, door: Door, provider: str, lie: str) -> None:
    """A notice that no provider made, or one whose claim isn't so."""
    sessions = demo.ask_provider("ledger")["sessions"]
    body = completed(sessions[-1] if sessions else {"id": "cs_test_none"})
    headers = {"content-type": "application/json"}
    match lie:
        case "nothing":
            body = b""
        case "garbage":
            body = b"MAC=" + b"0" * 40 + b"&id=tr_none&TPE=1234567"
            headers["content-type"] = FORM
        case "other secret":
            headers["stripe-signature"] = signed(demo, body, secret="whsec_other")
        case "old":
            headers["stripe-signature"] = signed(demo, body, at=demo.now() - 3600)
        case "signed but untrue":
            if sessions:
                headers["stripe-signature"] = signed(demo, body)
    _send(door, "POST", f"{demo.origin}/shop/notice/{provider}", headers, body)


def talks_nonsense(demo: Running, door: Door, method: str, path: str, text: str) -> None:
    """Any address with any text in it, in its body, in its cookie and beside them."""
    said = quote(text, safe="")
    headers = {
        "content-type": FORM,
        "cookie": f"cart=1.{said}",
        "x-forwarded-host": "evil.example",
        "accept-language": said[:200],
    }
    body = f"sku={said}&quantity={said}&action={said}&quote={said}&order={said}".encode()
    url = demo.origin + path.format(said[:600] or "-")
    _send(door, method, url, headers, body if method == "POST" else b"")


def _send(door: Door, method: str, url: str, headers: dict[str, str], body: bytes) -> None:
    kept = {name: text for name, text in headers.items() if name != "content-length"}
    door.handle_request(httpx.Request(method, url, headers=kept, content=body)).close()
