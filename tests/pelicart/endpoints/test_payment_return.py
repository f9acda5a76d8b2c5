import pytest
from tests.pelicart.shopfront import Browser

from pelicart.errors import ProviderRefused, TableDown
from pelicart.tokens import LIVES


@pytest.fixture
def pending(front, ada):
    ada.adds("MUG")
    ada.orders()
    return front


def path(front, **query):
    token = front.wired.keys.sign("return", front.order.id, front.order.created)
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/shop/return/stripe?order={token}{more}"


def answer(front, browser, url):
    return front.call(browser._event("GET", url, "", {}))


def test_coming_back_settles_what_was_paid(pending, ada):
    pending.provider.takes("session-1", 1500)
    assert ada.get(path(pending)).state == "paid"
    assert pending.order.history[-1]["by"] == "return"


def test_coming_back_twice_does_no_harm(pending, ada):
    pending.provider.takes("session-1", 1500)
    ada.get(path(pending))
    once = pending.order
    ada.get(path(pending))
    assert pending.order == once


def test_coming_back_without_paying_changes_nothing(pending, ada):
    page = ada.get(path(pending))
    assert (page.state, pending.order.state) == ("pending", "pending")


def test_a_provider_may_post_the_browser_back_from_another_site(pending, ada):
    pending.provider.takes("session-1", 1500)
    cross = {"origin": "https://pay.example", "sec_fetch_site": "cross-site"}
    page = ada.post(path(pending), {"anything": "1"}, **cross)
    assert page.state == "paid"


def test_nothing_is_rendered_and_no_cookie_needed(pending):
    found = answer(pending, Browser(pending), path(pending))
    assert (found["statusCode"], found["body"], found["cookies"]) == (303, "", [])


def test_a_session_of_somebody_else_settles_nothing(front, ada):
    bob = Browser(front)
    bob.adds("MUG")
    bob.orders(name="Bob")
    front.provider.takes("session-1", 1500)
    front.provider.lost = 1
    ada.adds("MUG")
    ada.orders()
    (own,) = (order for order in front.orders() if not order.session)
    token = front.wired.keys.sign("return", own.id, own.created)
    page = ada.get(f"/shop/return/stripe?order={token}&session_id=session-1")
    assert (page.status, page.state) == (200, "new")
    assert {order.state for order in front.orders()} == {"new", "pending"}


@pytest.mark.parametrize("session", ["session-2", "", "x" * 3000, "<script>", "ada@shop.example"])
def test_a_session_that_is_not_known_leads_to_the_order(front, ada, session, caplog):
    caplog.set_level("DEBUG")
    ada.adds("MUG")
    front.provider.lost = 1
    ada.orders()
    page = ada.get(path(front, session_id=session))
    assert (page.status, front.order.state) == (200, "new")
    assert front.order.number in page.text
    assert not session or session not in caplog.text


def test_a_session_that_was_not_stored_yet_is_known_by_its_order(front, ada):
    ada.adds("MUG")
    front.provider.lost = 1
    ada.orders()
    front.provider.takes("session-1", 1500)
    assert ada.get(path(front, session_id="session-1")).state == "paid"


def test_a_provider_that_fails_leaves_the_order_to_its_notice(pending, ada, monkeypatch):
    pending.provider.down = 1
    assert ada.get(path(pending)).state == "pending"

    def refuses(_session):
        raise ProviderRefused("no")

    monkeypatch.setattr(pending.provider, "look_up", refuses)
    assert ada.get(path(pending)).status == 200


def test_a_table_that_does_not_answer_costs_nobody_the_way_to_their_order(
    pending, ada, monkeypatch
):
    read, tries = pending.wired.store.read, []

    def down_at_first(keys):
        tries.append(keys)
        if len(tries) == 1:
            raise TableDown("asked for by a test")
        return read(keys)

    monkeypatch.setattr(pending.wired.store, "read", down_at_first)
    page = ada.get(path(pending))
    assert (page.status, page.state) == (200, "pending")


@pytest.mark.parametrize("token", ["", "-", "a.b.c", "x" * 5000])
def test_a_token_that_is_none_ends_on_a_page_that_says_so(pending, ada, token):
    page = ada.get(f"/shop/return/stripe?order={token}")
    assert (page.status, page.kind) == (400, "error")


def test_an_old_token_ends_on_a_page_that_says_so(pending, ada):
    url = path(pending)
    pending.moment += LIVES["return"] + 61
    assert ada.get(url).status == 400


def test_a_token_of_another_kind_is_none(pending, ada):
    token = pending.wired.keys.sign("order", pending.order.id, pending.moment)
    assert ada.get(f"/shop/return/stripe?order={token}").status == 400


def test_another_method_is_refused(pending, ada):
    event = ada._event("DELETE", path(pending), "", {})
    found = pending.call(event)
    assert (found["statusCode"], found["headers"]["allow"]) == (405, "GET, POST")
