"""Two shoppers and a provider do anything in any order: money, goods and orders always agree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from tests.pelicart.shopfront import Browser, Page, Shopfront, http_event

from pelicart.errors import TableDown
from pelicart.order import OPEN

RELEASED = {"expired", "cancelled"}
STOCKED = 1


class Trade(RuleBasedStateMachine):
    reviews = Bundle("reviews")
    shoppers = st.sampled_from([0, 1])

    @initialize()
    def opens(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.front = Shopfront()
        self.patch.setattr("pelicart.entry.wiring", lambda: self.front.wired)
        self.patch.setattr("pelicart.endpoints.reconcile.wiring", lambda: self.front.wired)
        self.browsers = [Browser(self.front), Browser(self.front)]
        self.told: set[str] = set()
        self.buyer: dict[str, Browser] = {}

    def _seen(self, page: Page) -> Page:
        if page.location:
            self.told.add(page.location.rpartition("/")[2])
        assert page.status < 500 or page.status == 503
        return page

    @rule(who=shoppers, sku=st.sampled_from(["MUG", "LAMP", "LEAFLET"]))
    def adds(self, who, sku):
        self._seen(self.browsers[who].adds(sku))

    @rule(
        target=reviews,
        who=shoppers,
        city=st.sampled_from(["Paris", "Lyon"]),
        method=st.sampled_from(["card", "card", "card", "cheque"]),
    )
    def reviews_the_cart(self, who, city, method):
        browser = self.browsers[who]
        landed = browser.get("/shop/checkout")
        if landed.kind != "checkout":
            if landed.tree.forms:  # the cart as it can be ordered now
                browser.submit(landed, "update")
            return multiple()
        page = self._seen(browser.reviews(city=city, method=method))
        return (browser, page) if page.kind == "review" else multiple()

    @rule(review=reviews)
    def presses_the_button(self, review):
        browser, page = review
        self._seen(browser.submit(page))
        for order in self.front.orders():
            self.buyer.setdefault(order.id, browser)

    @rule(who=shoppers, sku=st.sampled_from(["MUG", "LAMP"]))
    def buys(self, who, sku):
        self.adds(who, sku)
        review = self.reviews_the_cart(who, "Paris", "card")
        if isinstance(review, tuple):
            self.presses_the_button(review)

    @rule(review=consumes(reviews), data=st.integers(1, 3))
    def presses_the_button_while_the_table_fails(self, review, data):
        left = [data]

        def fail():
            left[0] -= 1
            if left[0] == 0:
                raise TableDown

        self.front.breaking = fail
        self.presses_the_button(review)
        self.front.breaking = lambda: None

    @rule(which=st.integers(0, 9))
    def pays(self, which):
        payable = sorted(self.told & set(self.front.provider.open))
        if payable:
            session = payable[which % len(payable)]
            order = self.front.provider.payments[session].order
            total = next(one.total for one in self.front.orders() if one.id == order)
            self.front.provider.takes(session, total)

    @rule(which=st.integers(0, 9))
    def sends_a_notice(self, which):
        sessions = sorted(self.front.provider.payments)
        if sessions:
            body = f'{{"session": "{sessions[which % len(sessions)]}"}}'
            headers = {"x-signature": "good"}
            self.front.call(http_event("POST", "/shop/notice/stripe", headers=headers, body=body))

    @rule(who=shoppers, which=st.integers(0, 9), action=st.sampled_from(["pay", "cancel", ""]))
    def looks_at_an_order(self, who, which, action):
        orders = self.front.orders()
        if not orders:
            return
        order = orders[which % len(orders)]
        token = self.front.wired.keys.sign("order", order.id, self.front.moment)
        page = self._seen(self.browsers[who].get(f"/shop/order/{token}"))
        if action and page.tree.xpath(f"//button[@value='{action}']"):
            self._seen(self.browsers[who].submit(page, action))

    @rule(seconds=st.sampled_from([0, 60, 600, 2100, 14 * 86400]))
    def waits(self, seconds):
        self.front.moment += seconds
        self.front.reconcile()

    @rule(kind=st.sampled_from(["down", "lost"]))
    def fails(self, kind):
        setattr(self.front.provider, kind, 1)

    @invariant()
    def goods_are_never_lost_nor_sold_twice(self):
        held = sum(
            order.holds.get("LAMP", 0)
            for order in self.front.orders()
            if order.state not in RELEASED
        )
        left = self.front.stock("LAMP")
        late = sum(
            order.holds.get("LAMP", 0)
            for order in self.front.orders()
            if order.state == "review" and not order.captured
        )
        assert left >= 0
        assert left + held - late <= STOCKED <= left + held

    @invariant()
    def what_is_paid_was_paid_for(self):
        payments = self.front.provider.payments.values()
        for order in self.front.orders():
            taken = [one for one in payments if one.order == order.id and one.state == "paid"]
            assert len(taken) <= 1
            if order.state == "paid" and order.total and order.module == "stripe":
                assert [one.captured.minor for one in taken] == [order.total]

    @invariant()
    def a_shopper_can_pay_one_order_at_a_time(self):
        payable = self.told & set(self.front.provider.open)
        orders = [self.front.provider.payments[session].order for session in payable]
        buyers = [id(self.buyer[order]) for order in orders]
        assert len(buyers) == len(set(buyers))
        by_id = {order.id: order for order in self.front.orders()}
        assert all(by_id[order].state in OPEN for order in orders)

    def teardown(self) -> None:
        """Everything works again, and time passes: nothing is left undone."""
        self.front.provider.down = self.front.provider.lost = 0
        for _ in range(3):
            self.front.moment += 15 * 86400
            self.front.reconcile()
        by_id = {order.id: order for order in self.front.orders()}
        for payment in self.front.provider.payments.values():
            if payment.state == "paid":
                assert by_id[payment.order].state in {"paid", "review"}
        assert not [order for order in by_id.values() if order.state in OPEN or order.due_at]
        assert not self.told & set(self.front.provider.open)
        self.patch.undo()


TestTrade = Trade.TestCase
TestTrade.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
