"""A payment module from outside the shop, named in the settings as `package.module:Class`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from tests.pelicart.provider import HOST
from tests.pelicart.shopfront import SHOP, http_event

from pelicart.payments import built

SOURCE = """
from pelicart.errors import Misconfigured
from tests.pelicart.provider import Provider

MADE = []


class Acme(Provider):
    @classmethod
    def from_environment(cls, environment):
        if not environment.get("ACME_KEY"):
            raise Misconfigured("ACME_KEY is not set")
        MADE.append(cls())
        return MADE[-1]


NOTHING = object()
"""
PASSED = ["https://pay.acme.example", "https://a.acme.example:8443"]
ACME = {"module": "shop_modules.acme_pay:Acme", "origins": PASSED, "label": "Acme"}


@pytest.fixture
def shop(front, monkeypatch, tmp_path):
    """A shop that offers it, with every module built as in production."""
    (tmp_path / "shop_modules").mkdir()
    (tmp_path / "shop_modules" / "acme_pay.py").write_text(SOURCE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    front.environment["ACME_KEY"] = "canary"
    front.wired = replace(front.wired, build=built)
    offers(front, ACME["module"])
    yield front
    for name in ("shop_modules", "shop_modules.acme_pay"):
        sys.modules.pop(name, None)


def offers(front, path):
    front.publish(methods={**SHOP["methods"], "acme": {**ACME, "module": path}})
    front.wired._modules.clear()


def acme(shop):
    """The module as the endpoints made it, once for this process."""
    (only,) = sys.modules["shop_modules.acme_pay"].MADE
    assert shop.wired.module("acme_pay") is only
    return only


def notice(front, name="acme_pay", signature="good"):
    body = json.dumps({"session": "session-1"})
    headers = {"x-signature": signature}
    return front.call(http_event("POST", f"/shop/notice/{name}", headers=headers, body=body))


def ordered(shop, ada):
    ada.adds("MUG")
    page = ada.orders(method="acme")
    assert page.location == f"{HOST}/session-1"
    return page


def form_action(page):
    policy = page.headers["content-security-policy"]
    return policy.partition("form-action ")[2].partition(";")[0].split()


def test_its_page_is_handed_to_on_the_origins_that_the_settings_list(shop, ada):
    assert form_action(ordered(shop, ada)) == ["'self'", *PASSED, HOST]  # the last is Stripe's


def test_methods_of_one_module_may_pass_through_other_origins(shop, ada):
    other = {"module": "shop_modules.acme_pay:Acme", "origins": ["https://b.acme.example"]}
    shop.publish(methods={**SHOP["methods"], "acme": ACME, "other": other})
    assert form_action(ordered(shop, ada))[1:-1] == [*PASSED, "https://b.acme.example"]


def test_the_environment_has_the_last_word_on_its_origins(shop, ada):
    shop.environment["ACME_PAY_ORIGINS"] = "https://test.acme.example"
    assert form_action(ordered(shop, ada)) == ["'self'", "https://test.acme.example", HOST]


def test_its_notices_settle_the_order_at_an_address_of_its_name(shop, ada):
    ordered(shop, ada)
    assert acme(shop).urls.notice == "https://shop.example/shop/notice/acme_pay"
    acme(shop).takes("session-1", shop.order.total)
    assert notice(shop)["statusCode"] == 200
    assert (shop.order.state, shop.order.module) == ("paid", "acme_pay")
    assert shop.order.history[-1]["by"] == "notice:acme_pay"


def test_a_forged_notice_to_it_is_refused(shop, ada):
    ordered(shop, ada)
    assert notice(shop, signature="bad")["statusCode"] == 400


def test_a_return_from_it_settles_the_order(shop, ada):
    ordered(shop, ada)
    acme(shop).takes("session-1", shop.order.total)
    done = acme(shop).urls.done
    assert done.startswith("https://shop.example/shop/return/acme_pay?order=")
    assert ada.get(done).state == "paid"
    assert shop.order.history[-1]["by"] == "return"


def test_reconcile_asks_it_too(shop, ada):
    ordered(shop, ada)
    acme(shop).takes("session-1", shop.order.total)
    shop.moment += 3600
    shop.reconcile()
    assert shop.order.state == "paid"


@pytest.mark.parametrize(
    "name", ["acme", "Acme", "shop_modules", "shop_modules.acme_pay:Acme", "os"]
)
def test_a_name_that_is_not_in_the_settings_is_no_module(shop, name):
    assert notice(shop, name)["statusCode"] == 410
    assert "shop_modules.acme_pay" not in sys.modules


def test_a_module_that_the_settings_dropped_is_none_any_more(shop, ada):
    ordered(shop, ada)
    shop.publish()
    shop.wired._modules.clear()
    assert notice(shop)["statusCode"] == 410


@pytest.mark.parametrize(
    "path",
    [
        "shop_modules.acme_pay:Missing",
        "shop_modules.missing:Acme",
        "shop_modules.acme_pay:NOTHING",
    ],
)
def test_a_module_that_is_not_there_is_a_matter_for_the_operator(shop, path, caplog):
    offers(shop, path)
    answer = notice(shop, path.partition(":")[0].rpartition(".")[2])
    assert (answer["statusCode"], answer["body"]) == (500, "misconfigured")
    assert caplog.records[-1].levelname == "ERROR"


def test_its_secrets_come_from_the_environment_alone(shop, caplog):
    del shop.environment["ACME_KEY"]
    assert notice(shop)["statusCode"] == 500
    assert "canary" not in json.dumps(shop.store.snapshot(), default=str)
    assert "ACME_KEY is not set" in caplog.text or any(
        "ACME_KEY" in str(vars(record)) for record in caplog.records
    )
