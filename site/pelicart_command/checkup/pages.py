"""Pages of the site and of the functions: whether they answer, are guarded, and agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from email.message import Message
from html import escape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from pelicart.catalogue import Product
from pelicart.web import headers as of_functions
from pelicart_command.checkup.finding import Finding, held, warning, wrong
from pelicart_command.checkup.http import Answer, asked
from pelicart_command.checkup.patient import Patient
from pelicart_infra.headers import security_headers

MARK = "/.well-known/pelicart.json"
CART = "/shop/cart"
GUARDS = (
    *("content-security-policy", "strict-transport-security", "x-content-type-options"),
    *("referrer-policy", "permissions-policy"),
)
LOOSE = ("'unsafe-inline'", "'unsafe-eval'", " * ", " *;")
"""What no policy of ours has."""


def pages(patient: Patient) -> Iterator[Finding]:
    """The front page, a product's and the cart's, with their headers."""
    https = patient.address.scheme == "https"
    product = patient.product()
    site = {"/": "the front page", **({product.url: "a product page"} if product else {})}
    for path, title in site.items():
        yield from _page(patient, path, title, security_headers(https=https))
    yield from _page(patient, CART, "the cart", of_functions((), https=https))
    if product is None:
        yield warning("a product page", "nothing is for sale: pelicart publish")


def _page(patient: Patient, path: str, title: str, wanted: Mapping[str, str]) -> Iterator[Finding]:
    answer = asked(f"{patient.origin}{path}")
    if answer.status != 200:
        whose = "functions" if path == CART else "site"
        yield wrong(f"{title} answers", f"{answer.told}; is the {whose} deployed and published?")
        return
    guards = [one for one in GUARDS if one in {name.lower() for name in wanted}]
    missing = [one for one in guards if not answer.headers.get(one)]
    mend = f"missing {', '.join(missing)}: deploy again, and let nothing between take headers away"
    yield held(f"{title} answers, with its security headers", mend, well=not missing)
    yield from _policy(answer.headers, title)


def _policy(sent: Message, title: str) -> Iterator[Finding]:
    policy = sent.get("content-security-policy", "")
    loose = [one.strip(" ;") for one in LOOSE if one in f"{policy};"]
    if policy and (loose or "frame-ancestors" not in policy):
        said = ", ".join(loose) or "no frame-ancestors"
        yield wrong(f"{title}'s policy is strict", f"it has {said}: deploy the stack's own headers")


def cart(patient: Patient) -> Iterator[Finding]:
    """A thing goes into a cart and is shown there; nothing is ordered, nothing stays."""
    product = patient.product()
    if product is None:
        yield warning("a cart keeps what is put in", "nothing is for sale: pelicart publish")
        return
    what = f"a cart keeps what is put in ({product.sku})"
    added = asked(
        f"{patient.origin}{CART}",
        body=urlencode(_form(product)).encode(),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "origin": patient.origin,
        },
    )
    cookie = _cookie(added)
    if added.status != 303 or not cookie:
        yield wrong(what, f"putting it in {added.told}, {_said(added)}")
        return
    shown = asked(f"{patient.origin}{CART}", headers={"cookie": cookie})
    named = product.sku in shown.text or escape(product.name) in shown.text
    mend = f"the cart {shown.told}, without it: does the CDN pass on cookies, and keep nothing?"
    yield held(what, mend, well=named and shown.status == 200)


def _form(product: Product) -> dict[str, str]:
    choice = product.variants[0].choice
    options = zip(product.options, choice, strict=True)
    return {"sku": product.sku, "quantity": "1"} | {f"option.{o.name}": v for o, v in options}


def _cookie(answer: Answer) -> str:
    jar: SimpleCookie = SimpleCookie()
    for one in answer.headers.get_all("set-cookie", []):
        jar.load(one)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items() if morsel.value)


def _said(answer: Answer) -> str:
    if answer.status == 303:
        return "without a cookie"
    if answer.status == 400:
        return "as if from another site: is the shop's origin the address in the browser?"
    return "the function's log says why"


def builds(patient: Patient) -> Iterator[Finding]:
    """Whether the pages and the table come from one build."""
    what = "pages and table are of one build"
    answer = asked(f"{patient.origin}{MARK}")
    try:
        shown = json.loads(answer.text)["build"] if answer.status == 200 else ""
    except (ValueError, KeyError, TypeError):
        shown = ""
    published = patient.shop().build
    if not shown:
        yield wrong(what, f"{MARK} {answer.told}: publish the site")
    else:
        mend = f"pages are of {shown[:8]}, the table of {published[:8]}: pelicart publish"
        yield held(what, mend, well=shown == published)


def api(patient: Patient) -> Iterator[Finding]:
    """Whether the API refuses whoever comes past the CDN, who could name any address as theirs."""
    if not patient.stage.distribution:
        yield warning("the API's own address is closed", "this stage has no CDN in front of it")
        return
    answer = asked(f"{patient.stage.api.rstrip('/')}{CART}")
    mend = f"it {answer.told}: is PELICART_ORIGIN_SECRET set? pelicart keys list"
    yield held("the API's own address is closed", mend, well=answer.status == 400)
