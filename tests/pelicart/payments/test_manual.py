import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.errors import Forged, ProviderRefused
from pelicart.money import Money
from pelicart.payments.base import Instructions, PaymentModule, Urls, Words
from pelicart.payments.manual import Manual

URLS = Urls("https://shop.example/done", "https://shop.example/back", "https://shop.example/n")
WORDS = Words("Order ABC")
MANUAL: PaymentModule = Manual()


def test_a_manual_order_waits_until_its_deadline():
    order = an_order(method="cheque", module="manual", deadline=NOW + 14 * 86400)
    assert MANUAL.start(order, URLS, WORDS) == Instructions(expires=NOW + 14 * 86400)


def test_a_manual_method_takes_anything_there_is_to_pay():
    assert MANUAL.accepts(Money(1, "XAF"))
    assert not MANUAL.accepts(Money(0, "EUR"))


@pytest.mark.parametrize("headers", [{}, {"stripe-signature": "t=1,v1=00"}])
def test_every_notice_to_a_manual_method_is_forged(headers):
    with pytest.raises(Forged):
        MANUAL.read_notice(b"{}", headers, NOW)


def test_there_is_nobody_to_ask_and_the_module_says_so():
    assert not MANUAL.capabilities.looks_up
    assert not MANUAL.capabilities.refunds
    for ask in (MANUAL.look_up, MANUAL.close):
        with pytest.raises(ProviderRefused):
            ask("")
    with pytest.raises(ProviderRefused):
        MANUAL.refund(an_order(), Money(100, "EUR"), "refund:1")
    assert MANUAL.resume(an_order(), URLS, WORDS) is None


def test_a_manual_method_needs_nothing_of_the_environment():
    assert Manual.from_environment({}) == Manual()
