"""How much one client may order, hold and try, as it meets the shop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from tests.pelicart.shopfront import LAMP, PRODUCTS, Browser

from pelicart.orders.handoff import MOST_ATTEMPTS

ON = {"orders": 60, "holds": 300, "seconds": 0}
LAMPS = 1_000
CROWD = [f"198.51.{n // 250}.{n % 250 + 1}" for n in range(1_000)]


@dataclass
class Elsewhere(Browser):
    """A browser at another address."""

    address: str = field(default="198.51.100.1")

    def _event(self, method, url, body, more):
        event = super()._event(method, url, body, more)
        event["requestContext"]["http"]["sourceIp"] = self.address
        return event


@pytest.fixture
def limited(front):
    """A shop with the limits that it has unless its settings say otherwise."""
    front.restock("LAMP", LAMPS)
    front.publish(limits=ON)
    return front


def counters(front):
    return {k: i for k, i in front.store.snapshot().items() if k.startswith("LIMIT#")}


def test_an_order_is_counted_and_what_it_holds(limited, ada):
    ada.adds("LAMP", quantity="3")
    ada.adds("MUG", quantity="5")
    ada.orders()
    press, hold = sorted(counters(limited).values(), key=lambda item: "units" in item)
    assert (press["presses"], hold["units"]) == (1, 3)


def test_no_counter_says_whose_it_is(limited, ada):
    ada.adds("LAMP")
    ada.orders()
    written = str(counters(limited))
    assert "192.0.2.17" not in written
    assert limited.order.id not in written


def test_pressing_again_holds_no_more_and_finds_the_same_order(limited, ada):
    ada.adds("LAMP", quantity="20")
    review = ada.reviews()
    first = ada.submit(review).location
    assert {ada.submit(review).location for _ in range(30)} == {first}
    assert (len(limited.orders()), limited.stock("LAMP")) == (1, LAMPS - 20)
    assert {item.get("units", 31) for item in counters(limited).values()} == {20, 31}


def test_whom_the_hour_has_seen_too_often_is_told_to_wait(limited, ada):
    limited.publish(limits={**ON, "orders": 2})
    ada.adds("LAMP")
    review = ada.reviews()
    for _ in range(2):
        assert ada.submit(review).status == 303
    before, calls = limited.store.snapshot(), dict(limited.provider.calls)
    page = ada.submit(review)
    assert (page.status, page.kind) == (429, "error")
    assert "from your internet connection" in page.text
    assert 0 < int(page.headers["retry-after"]) <= 3600
    assert (limited.store.snapshot(), dict(limited.provider.calls)) == (before, calls)
    limited.moment += int(page.headers["retry-after"])
    later = Browser(limited)
    later.adds("LAMP")
    assert later.orders().status == 303


def test_paying_again_is_counted_too(limited, ada):
    limited.publish(limits={**ON, "orders": 3})
    ada.adds("LAMP")
    ada.orders()
    back = ada.returns(back=True)
    for _ in range(2):
        assert ada.submit(back, "pay").location.startswith("https://pay.example/")
    calls = dict(limited.provider.calls)
    assert ada.submit(back, "pay").status == 429
    assert limited.provider.calls == calls


def test_a_shopper_elsewhere_orders_on(limited, ada):
    limited.publish(limits={**ON, "orders": 1})
    for browser in (ada, Elsewhere(limited)):
        browser.adds("MUG")
        review = browser.reviews()
        assert [browser.submit(review).status for _ in range(2)] == [303, 429]


def test_an_order_that_is_sold_out_is_not_held_against_its_shopper(limited, ada):
    ada.adds("LAMP", quantity="20")
    review = ada.reviews()
    limited.restock("LAMP", 3)
    assert ada.submit(review).status == 409
    assert not [key for key in counters(limited) if key.startswith("LIMIT#hold#")]


def test_one_address_can_hold_so_much_and_no_more(limited, figure):
    told = 0
    for _ in range(40):
        rogue = Browser(limited)
        rogue.adds("LAMP", quantity="20")
        told += rogue.orders(method="cheque").status == 429
    held = LAMPS - limited.stock("LAMP")
    assert (held, told) == (ON["holds"], 40 - ON["holds"] // 20)
    figure("held by one address in a day at most", f"{held} of {LAMPS} units")


def test_what_would_hold_too_much_by_itself_is_told_to_write_to_the_shop(limited, ada):
    twin = replace(
        LAMP,
        sku="TWIN",
        variants=(replace(LAMP.variants[0], sku="TWIN", stock_key="TWIN"),),
        stock={"TWIN": 20},
    )
    limited.publish((*PRODUCTS, twin), limits={**ON, "holds": 20})
    ada.adds("LAMP", quantity="20")
    ada.adds("TWIN", quantity="20")
    page = ada.orders()
    assert (page.status, "write to us" in page.text) == (429, True)
    assert not limited.orders()


def test_card_testers_get_one_session_of_a_quote(limited, figure):
    ada = Elsewhere(limited, address=CROWD[0])
    ada.adds("LAMP")
    review = ada.reviews()
    for _ in range(1_000):
        ada.submit(review)
    calls = limited.provider.calls
    assert calls["start"] == len(limited.provider.payments) == 1
    assert sum(calls.values()) - calls["look_up"] == ON["orders"]
    asked = sum(calls.values()) - calls["look_up"]
    figure("1,000 hostile posts of one quote", f"{asked} calls of the provider, 1 session")


def test_nobody_tries_card_after_card_on_one_order_from_many_addresses(limited, figure):
    ada = Elsewhere(limited, address=CROWD[0])
    ada.adds("LAMP")
    ada.orders()
    token = ada.returns(back=True).url.rpartition("/")[2].partition("?")[0]
    sessions, pages = limited.provider.payments, []
    for address in CROWD[:200]:
        ada.address = address
        for session in limited.provider.open:
            limited.provider.does(session, state="failed")
            ada.returns()
        pages.append(ada.post("/shop/checkout", {"action": "pay", "order": token}))
    assert len(sessions) == MOST_ATTEMPTS
    assert limited.order.state == "expired"
    refused = next(page for page in pages if page.status == 409)
    assert "order it anew" in refused.text
    assert limited.stock("LAMP") == LAMPS
    figure("200 hostile payments of one order", f"{len(sessions)} sessions of the provider")


def test_an_order_that_was_tried_too_often_is_ordered_anew(limited, ada):
    ada.adds("LAMP")
    review = ada.reviews()
    limited.provider.down = MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        assert ada.submit(review).status == 503
    anew = ada.submit(review)
    assert (anew.status, anew.kind) == (409, "review")
    assert "tried too often" in anew.text
    assert ada.submit(anew).location == "https://pay.example/session-1"
    assert sorted(order.state for order in limited.orders()) == ["expired", "pending"]


def test_a_review_that_nobody_can_have_read_is_shown_again(limited, ada):
    limited.publish(limits={**ON, "seconds": 2})
    ada.adds("LAMP")
    review = ada.reviews()
    limited.moment += 1
    again = ada.submit(review)
    assert (again.status, again.kind) == (429, "review")
    assert "That was very fast" in again.text
    assert not limited.orders()
    assert not counters(limited)
    limited.moment += 2
    assert ada.submit(again).location.startswith("https://pay.example/")


def test_the_usual_pace_of_people_is_never_told_anything(front, ada):
    front.publish(limits={})
    ada.adds("LAMP")
    review = ada.reviews()
    front.moment += 2
    assert ada.submit(review).status == 303


@pytest.mark.parametrize("path", ["/shop/checkout", "/shop/checkout/card", "/shop/checkout/cheque"])
def test_a_program_that_fills_in_every_field_gets_the_form_and_no_order(limited, ada, path):
    ada.adds("LAMP")
    form = dict(ada.get("/shop/checkout").form().form_values())
    assert form["website"] == ""
    filled = {name: text or "1" for name, text in form.items()}
    page = ada.post(path, {**filled, "country": "FR", "delivery": "parcel", "method": "card"})
    assert (page.status, page.kind) == (422, "checkout")
    assert "We have emptied it" in page.text
    assert dict(page.form().form_values())["website"] == ""
    assert not limited.orders()


def test_a_browser_that_filled_it_in_costs_its_shopper_one_press_more(limited, ada):
    ada.adds("LAMP")
    page = ada.reviews(website="https://ada.example")
    assert page.kind == "checkout"
    assert dict(page.form().form_values())["city"] == "Paris"
    review = ada.submit(page)
    assert review.kind == "review"
    assert ada.submit(review).status == 303


def test_the_limits_are_lifted_beside_a_table_on_this_machine_alone(limited, ada):
    limited.publish(limits={**ON, "orders": 1, "seconds": 9})
    limited.environment["PELICART_LIMITS"] = "off"
    ada.adds("LAMP")
    review = ada.reviews()
    assert ada.submit(review).status == 429
    limited.environment["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:8001"
    assert [ada.submit(review).status for _ in range(3)] == [303] * 3


def test_an_order_that_cannot_be_counted_is_not_taken(limited, caplog):
    nobody = Elsewhere(limited, address="")
    nobody.adds("LAMP")
    assert nobody.orders().status == 500
    assert "sourceIp" in caplog.text
    assert not limited.orders()


SECRET = "c" * 40


def test_behind_a_cdn_its_viewers_are_told_apart_and_nobody_comes_past_it(limited):
    limited.publish(limits={**ON, "orders": 1})
    limited.environment["PELICART_ORIGIN_SECRET"] = SECRET
    edge = {"x_pelicart_origin": SECRET}

    class Viewer(Browser):
        viewer = ""

        def _event(self, method, url, body, more):
            headers = {**edge, "cloudfront_viewer_address": self.viewer, **more}
            return super()._event(method, url, body, headers)

    answers = {}
    for viewer in ("192.0.2.1:1", "192.0.2.1:2", "[2001:db8::1]:1", "2001:db8::2:1"):
        browser = Viewer(limited)
        browser.viewer = viewer
        browser.adds("MUG")
        answers[viewer] = browser.orders().status
    assert list(answers.values()) == [303, 429, 303, 429]


@pytest.mark.parametrize("path", [
    "/shop/cart", "/shop/checkout", "/shop/checkout/card", "/shop/order/a.b.c",
    "/shop/return/stripe", "/shop/notice/stripe", "/shop/nothing",
])  # fmt: skip
@pytest.mark.parametrize("sent", ["", "wrong" * 8])
def test_past_the_cdn_there_is_a_word_and_nothing_is_read(limited, path, sent):
    limited.environment["PELICART_ORIGIN_SECRET"] = SECRET
    limited.wired._shops.clear()
    reads = limited.wired.store.reads
    stranger = Browser(limited)
    for method in ("GET", "POST"):
        page = stranger._request(method, path, "", {"x_pelicart_origin": sent})
        assert (page.status, page.answer["body"]) == (400, "past-cdn")
        assert page.headers["cache-control"] == "no-store"
    assert limited.wired.store.reads == reads
