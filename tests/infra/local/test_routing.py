import pytest

from pelicart_infra.functions import ANYTHING
from pelicart_infra.local.routing import match


@pytest.mark.parametrize(
    ("path", "function", "parameters"),
    [
        ("/shop/cart", "cart", {}),
        ("/shop/checkout", "checkout", {}),
        ("/shop/checkout/card", "checkout", {"method": "card"}),
        ("/shop/return/stripe", "payment_return", {"provider": "stripe"}),
        ("/shop/notice/stripe", "payment_notice", {"provider": "stripe"}),
        ("/shop/order/a.b-c_d", "order", {"token": "a.b-c_d"}),
    ],
)
def test_a_path_leads_to_its_function(path, function, parameters):
    found = match(path)
    assert (found.function.name, found.parameters) == (function, parameters)


@pytest.mark.parametrize(
    "path",
    [
        "/shop", "/shop/", "/shop/cart/", "/shop/Cart", "/shop//cart", "/shop/reconcile",
        "/shop/order", "/shop/order/", "/shop/order/a/b", "/shop/checkout/card/x", "/cart",
    ],
)  # fmt: skip
def test_any_other_path_leads_to_the_page_that_says_so(path):
    found = match(path)
    assert (found.function.name, found.path, found.parameters) == ("cart", ANYTHING, {})
