def test_a_shopper_buys_by_card(front, ada):
    ada.adds("MUG", quantity="2")
    review = ada.reviews()
    assert "€25.00" in review.text
    handed_off = ada.submit(review)
    assert handed_off.location == "https://pay.example/session-1"
    front.provider.takes("session-1", 2500)
    page = ada.returns()
    assert page.title == "Thank you. Your order is paid"
    assert front.order.state == "paid"
    assert not ada.cart
