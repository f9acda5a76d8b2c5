"""Another site makes a shopper's browser post: nothing comes of it, at any route."""

from itertools import product

import pytest
from tests.hostile.routes import EXEMPT, PATHS, Step, call, filled, posted, steps
from tests.pelicart.shopfront import ORIGIN, http_event

from pelicart.request import FORM

ROW = ("posts from other sites", "matrix")
OURS = (None, ORIGIN)
ORIGINS = [
    None, ORIGIN, "null", "", "https://evil.example", f"{ORIGIN}.evil.example", "https://shop.example:444",
    "http://shop.example", "https://evil.example, https://shop.example", "https://www.shop.example",
    "HTTPS://SHOP.EXAMPLE", f"{ORIGIN}/", "https://shop.example@evil.example", f" {ORIGIN}", "file://",
]  # fmt: skip
SITES = [None, "same-origin", "none", "same-site", "cross-site", "", "Same-Origin", "x"]
SAME = (None, "same-origin", "none")
MODES = [None, "no-cors"]
FORMS = ("add", "change", "review", "order", "pay", "cancel")


def headers(origin, site, mode):
    given = {"origin": origin, "sec-fetch-site": site, "sec-fetch-mode": mode}
    return {name: text for name, text in given.items() if text is not None}


@pytest.mark.parametrize("form", FORMS)
def test_a_post_of_another_site_changes_nothing(front, form, tried):
    step, before = steps(front)[form], front.store.snapshot()
    calls = sum(front.provider.calls.values())
    for origin, site, mode in product(ORIGINS, SITES, MODES):
        if origin in OURS and site in SAME:
            continue
        answer = call(front, posted(step, headers(origin, site, mode)))
        tried(answer)
        assert (answer["statusCode"], answer["cookies"]) == (400, []), (origin, site)
    assert front.store.snapshot() == before
    assert sum(front.provider.calls.values()) == calls


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("origin", "site"), list(product(OURS, SAME)))
def test_a_post_of_the_shops_own_pages_is_taken(front, form, origin, site):
    answer = call(front, posted(steps(front)[form], headers(origin, site, "navigate")))
    assert answer["statusCode"] in {200, 303, 307}


@pytest.mark.parametrize("path", [path for path in PATHS if not filled(path).startswith(EXEMPT)])
def test_every_route_that_takes_forms_looks_where_they_come_from(front, path):
    """Also one that is new: with any token and any field it must refuse first."""
    page = steps(front)["cancel"].path
    token = page.rpartition("/")[2]
    for origin in ("https://evil.example", "null"):
        step = Step(filled(path, token), {"action": "cancel", "sku": "MUG"})
        answer = call(front, posted(step, {"origin": origin}))
        assert answer["statusCode"] == 400
        assert answer["cookies"] == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_but_a_post_changes_anything(front, path, method):
    ready = steps(front)
    before = front.store.snapshot()
    fields = "action=cancel&sku=MUG&quantity=1&remove=0&quote=x&order=x"
    for step in ready.values():
        token = ready["cancel"].path.rpartition("/")[2]
        event = http_event(
            method,
            filled(path, token),
            query=fields,
            headers={"content-type": FORM, "origin": ORIGIN},
            cookies=[f"{name}={value}" for name, value in step.cookies.items()],
            body=fields,
        )
        assert call(front, event)["statusCode"] < 500
    assert front.store.snapshot() == before
