"""A shop that sells by Monetico alone: its real functions, and the bank's stand-in for status."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pytest
from tests.pelicart.build import NOW
from tests.pelicart.payments.monetico.conftest import ACCOUNT, KEY
from tests.pelicart.shopfront import http_event

from pelicart.errors import TableDown
from pelicart.money import Money
from pelicart.order import due_partition, order_key
from pelicart.payments.monetico import Monetico
from pelicart.payments.monetico.key import usable_key
from pelicart.payments.monetico.seal import seal
from pelicart.writes import Write
from pelicart_infra.local.monetico import serve_monetico

TAKEN, REFUSED = "version=2\ncdr=0\n", "version=2\ncdr=1\n"
HOUR = 3600


class Shop:
    """The shop and the bank, who share a clock; notices come when a test says so."""

    def __init__(self, front, ada, module, browser):
        self.front, self.ada, self.module, self.browser = front, ada, module, browser
        self.form = {}

    @property
    def order(self):
        return self.front.order

    def orders(self):
        page = self.ada.orders(method="monetico")
        self.form = dict(page.form().form_values())
        return page

    def pays(self, action="pay"):
        """Posts the form as a browser does, and presses a button of the page."""
        page = self.browser.post(f"{self.module.page}/test/paiement.cgi", data=self.form)
        assert page.status_code == 303, page.text
        answer = self.browser.post(page.headers["location"], data={"action": action})
        assert answer.status_code == 303, answer.text

    def pulls(self, lever, **said):
        named = self.order.session.partition(".")[0]
        assert self.browser.post(f"/_control/sessions/{named}/{lever}", json=said).is_success

    def mode(self, **modes):
        assert self.browser.post("/_control/mode", json=modes).is_success

    def notice(self, code="payetest", key=KEY, **changes):
        fields = {
            "TPE": ACCOUNT["tpe"],
            "date": "15/01/2027_a_09:02:11",
            "montant": self.form["montant"],
            "reference": self.form["reference"],
            "texte-libre": self.form["texte-libre"],
            "code-retour": code,
            "nouveau": "e+ =&é",
            **changes,
        }
        mac = seal(usable_key(key), fields)
        return self.told(urlencode({**fields, "MAC": mac.upper()}, encoding="latin-1"))

    def told(self, body):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        event = http_event("POST", "/shop/notice/monetico", headers=kind, body=body)
        answer = self.front.call(event)
        assert answer["statusCode"] == 200
        assert answer["headers"]["content-type"] == "text/plain"
        assert answer["headers"]["pragma"] == "no-cache"
        return answer["body"]

    def later(self, seconds):
        self.front.moment += seconds
        self.front.reconcile()


@pytest.fixture(scope="module")
def moments():
    return [NOW]


@pytest.fixture(scope="module")
def bank(moments):
    server = serve_monetico(**ACCOUNT, clock=lambda: moments[0])
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser(bank):
    with httpx.Client(base_url=bank.url) as one:
        yield one


@pytest.fixture
def shop(front, ada, bank, browser, moments):
    front.environment["MONETICO_ORIGINS"] = " ".join(bank.origins)
    front.provider = Monetico(
        **ACCOUNT,
        mode="test",
        origin="https://shop.example",
        page=bank.url,
        api=bank.url,
        origins=bank.origins,
        now=lambda: front.moment,
    )
    # Each test's own baskets: the bank never forgets a reference.
    moments[0] += 1
    front.environment["PELICART_BASKET_KEY"] = f"{moments[0]}{'A' * 33}"
    front.moment = moments[0]
    front.publish(methods={"monetico": {}})
    ada.adds("LAMP")
    one = Shop(front, ada, front.provider, browser)
    one.orders()
    yield one
    one.mode(api="up", money="at once")


def test_the_shopper_is_handed_a_form_with_a_button(shop):
    page = shop.ada.orders(method="monetico")
    assert page.kind == "handoff"
    assert page.form().action == f"{shop.module.page}/test/paiement.cgi"
    assert page.form().xpath(".//button")
    assert dict(page.form().form_values()) == shop.form
    policy = page.headers["content-security-policy"]
    assert all(origin in policy for origin in shop.module.origins)


def test_a_sealed_notice_pays_the_order_without_asking_anybody(shop):
    shop.mode(api="down")
    assert shop.notice() == TAKEN
    assert (shop.order.state, shop.order.captured) == ("paid", shop.order.total)
    assert shop.order.reference == shop.order.number
    assert shop.order.history[-1]["by"] == "notice:monetico"


def test_notice_return_and_reconcile_agree_on_one_payment(shop):
    shop.pays()
    assert shop.notice() == TAKEN
    once = shop.order
    assert shop.notice() == TAKEN
    shop.ada.get(shop.form["url_retour_ok"])
    shop.later(HOUR)
    assert shop.order.history == once.history


def test_with_the_notice_lost_the_browser_settles(shop):
    shop.pays()
    page = shop.ada.get(shop.form["url_retour_ok"])
    assert (page.state, shop.order.state) == ("paid", "paid")
    assert shop.order.history[-1]["by"] == "return"


def test_with_both_lost_reconcile_settles(shop):
    shop.pays()
    shop.later(11 * 60)
    assert (shop.order.state, shop.order.history[-1]["by"]) == ("paid", "reconcile")


def test_a_refused_card_changes_nothing_and_a_payment_may_follow(shop):
    shop.pays("decline")
    assert shop.notice("Annulation", motifrefus="Refus") == TAKEN
    assert shop.order.state == "pending"
    shop.pays()
    assert shop.notice() == TAKEN
    assert shop.order.state == "paid"


@pytest.mark.parametrize("code", ["Annulation", "attente_partenaire"])
def test_an_old_refusal_undoes_no_payment(shop, code):
    shop.pays()
    shop.notice()
    paid = shop.order
    assert shop.notice(code) == TAKEN
    assert shop.order == paid


def test_a_replayed_payment_does_not_undo_a_refund(shop):
    shop.pays()
    shop.notice()
    shop.pulls("refund")
    shop.front.store.write(_due(shop.order))
    shop.later(HOUR)
    assert shop.order.state == "refunded"
    refunded = shop.order
    assert shop.notice() == TAKEN
    assert shop.order == refunded


def _due(order):
    return Write(order_key(order.id), set={"due": due_partition(order.id), "due_at": order.created})


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "0" * 40},
        {"TPE": "7654321"},
        {"code": "paiement"},
        {"reference": "ABCDEFGHIJKL"},
        {"montant": "95.00"},
        {"montant": ""},
        {"texte-libre": "pelicart/shop.example/"},
    ],
    ids=str,
)
def test_what_is_no_notice_of_ours_is_refused_in_the_banks_words(shop, changes):
    pending, reads = shop.order, shop.front.wired.store.reads
    assert shop.notice(**changes) == REFUSED
    assert shop.front.wired.store.reads == reads
    assert shop.order == pending


def test_a_form_without_a_seal_is_refused_and_logged(shop, caplog):
    assert shop.told("TPE=1234567&code-retour=payetest") == REFUSED
    assert ["forged" in record.getMessage() for record in caplog.records] == [True]


@pytest.mark.parametrize("changes", [{"montant": "94.99EUR"}, {"montant": "95.00CHF"}], ids=str)
def test_another_sum_is_set_aside_and_acknowledged(shop, changes):
    assert shop.form["montant"] == "95.00EUR"
    assert shop.notice(**changes) == TAKEN
    assert shop.order.state == "review"
    assert shop.order.captured == 0


def test_an_order_that_is_not_there_is_an_alarm(shop, caplog):
    order = shop.order.id
    other = "ZZZZZZZZZZZZ" + order[12:]
    text = shop.form["texte-libre"].replace(order, other).replace(order[:12], other[:12])
    assert shop.notice(**{"texte-libre": text, "reference": other[:12]}) == REFUSED
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "unknown-order" in caplog.text


def test_another_shops_payment_is_left_alone(shop):
    pending = shop.order
    text = shop.form["texte-libre"].replace("shop.example", "other.example")
    assert shop.notice(**{"texte-libre": text}) == TAKEN
    assert shop.notice(**{"texte-libre": "vente par telephone"}) == TAKEN
    assert shop.order == pending


def test_what_we_could_not_write_down_is_not_acknowledged(shop):
    def down():
        raise TableDown("gone")

    shop.front.breaking = down
    assert shop.notice() == REFUSED
    shop.front.breaking = lambda: None
    assert shop.order.state == "pending"
    assert shop.notice() == TAKEN
    assert shop.order.state == "paid"


@pytest.mark.parametrize("code", ["paiement_pf2", "Annulation_pf3", "nouveau"])
def test_for_a_word_that_we_do_not_know_the_bank_is_asked(shop, code):
    assert shop.notice(code) == TAKEN
    assert shop.order.state == "pending"
    shop.pays()
    assert shop.notice(code) == TAKEN
    assert (shop.order.state, shop.order.captured) == ("paid", 9500)


@pytest.mark.parametrize("mode", ["down", "html", "garbage"])
def test_if_the_bank_cannot_be_asked_such_a_word_is_not_acknowledged(shop, mode):
    shop.pays()
    shop.mode(api=mode)
    assert shop.notice("nouveau") == REFUSED
    assert shop.order.state == "pending"


def test_a_partners_payment_waits_until_it_is_decided(shop):
    shop.pays("later")
    assert shop.notice("attente_partenaire") == TAKEN
    assert shop.order.state == "awaiting"
    shop.later(7 * HOUR)
    assert shop.order.state == "awaiting"
    shop.pulls("confirm")
    assert shop.notice() == TAKEN
    assert shop.order.state == "paid"


def test_what_is_only_authorised_is_taken_when_the_notice_was_lost(shop):
    shop.mode(money="when asked")
    shop.pays()
    shop.later(11 * 60)
    assert (shop.order.state, shop.order.captured) == ("paid", 9500)


def test_an_abandoned_order_keeps_its_units_as_long_as_its_page_may_live(shop):
    expires = shop.order.session_expires
    shop.later(expires - shop.front.moment + 59 * 60)
    assert (shop.order.state, shop.front.stock("LAMP")) == ("pending", 0)
    shop.later(2 * 60)
    assert (shop.order.state, shop.front.stock("LAMP")) == ("expired", 1)


def test_money_that_comes_even_later_still_pays_if_the_goods_are_there(shop):
    shop.later(shop.order.deadline - shop.front.moment + 1)
    assert shop.order.state == "expired"
    assert shop.notice() == TAKEN
    assert (shop.order.state, shop.front.stock("LAMP")) == ("paid", 0)


def test_after_the_last_card_another_reference_can_be_paid(shop):
    for _ in range(4):
        shop.pays("decline")
    first, page = shop.form["reference"], shop.ada.get(shop.form["url_retour_err"])
    assert shop.front.stock("LAMP") == 0
    again = shop.ada.submit(page, "pay")
    shop.form = dict(again.form().form_values())
    assert shop.form["reference"] == f"{first[:11]}0"
    shop.pays()
    assert shop.notice() == TAKEN
    assert (shop.order.state, shop.order.reference) == ("paid", f"{first[:11]}0")


def test_the_sample_is_acknowledged_and_touches_nothing(shop):
    pending, sample = shop.order, shop.module.sample(shop.front.moment)
    assert shop.told(sample.body.decode()) == TAKEN
    assert shop.order == pending


def test_nothing_of_the_card_or_the_seal_is_logged_or_kept(shop, caplog):
    shop.notice(cbmasquee="000001******0001", ipclient="192.0.2.99", hpancb="A" * 40)
    shop.notice(key="0" * 40, cbmasquee="000001******0001")
    kept = f"{caplog.text} {shop.front.store.snapshot()}"
    for canary in ("000001", "192.0.2.99", "A" * 40, KEY[:20]):
        assert canary not in kept


def test_the_merchant_gives_back_what_was_paid(shop):
    shop.pays()
    shop.notice()
    payment = shop.module.refund(shop.order, Money(9500, "EUR"), "refund:0")
    assert payment.refunded == Money(9500, "EUR")
