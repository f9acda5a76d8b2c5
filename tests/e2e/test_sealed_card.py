"""A sealed card from the shopper's form to the merchant's machine, over the running demo."""

from __future__ import annotations

import re

import pytest
from tests.e2e.steps import AWAITING, CARD, add, buy, number_of, order, to_review

KEY = ".pelicart/card-key.pem"
DAY = 86400


@pytest.fixture
def bought(demo, shopper):
    page = buy(demo, shopper, "TEST-PLAIN", "ssl")
    assert page.heading == AWAITING
    return number_of(page)


def card_of(demo, number):
    key = f"CARD#{demo.order(number).id}"
    return demo.store.read([key]).get(key)


def test_the_merchant_opens_it_charges_it_and_it_is_gone(demo, bought):
    assert bought in demo.told("cards", "list")
    opened = demo.told("cards", "open", bought, "--key", KEY)
    assert "4242 4242 4242 4242" in opened
    assert "12/2033" in opened
    assert str(demo.order(bought).money) in opened
    assert "paid" in demo.told("cards", "done", bought, "--reference", f"slip {bought}")
    assert demo.order(bought).state == "paid"
    assert card_of(demo, bought) is None
    assert bought not in demo.told("cards", "list")
    assert demo.command("cards", "open", bought, "--key", KEY).returncode == 1


def test_a_declined_card_is_gone_and_its_order_given_up(demo, bought):
    demo.told("cards", "done", bought, "--declined")
    assert (demo.order(bought).state, card_of(demo, bought)) == ("cancelled", None)


def test_another_key_opens_nothing(demo, bought):
    demo.told("cards", "keygen", "--no-passphrase", "--out", f"{bought}.pem")
    done = demo.command("cards", "open", bought, "--key", f"{bought}.pem")
    assert (done.returncode, done.stdout) == (1, "")
    assert "demo-" in done.stderr
    demo.told("cards", "done", bought, "--declined")


def test_a_cancelled_order_loses_its_card(demo, shopper):
    page = buy(demo, shopper, "TEST-PLAIN", "ssl")
    number = number_of(page)
    shopper.click(page, "Cancel this order")
    demo.reconcile()
    assert (demo.order(number).state, card_of(demo, number)) == ("cancelled", None)


def test_an_order_that_runs_out_loses_its_card(demo, bought):
    demo.travel(7 * DAY + 60)
    demo.reconcile()
    assert (demo.order(bought).state, card_of(demo, bought)) == ("expired", None)


def test_a_number_that_is_none_is_asked_for_again(demo, shopper):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"), "ssl")
    (button,) = review.tree.xpath("//form[contains(@class, 'shop-order')]//button")
    form = review.form(" ".join(button.text_content().split()))
    again = shopper.press(form.fill({**CARD, "card_number": "4242 4242 4242 4241"}))
    assert "This is no card number" in again.text
    assert "4241" not in again.text
    assert order(shopper, again).heading == AWAITING


def test_the_script_is_where_the_page_says_with_the_content_it_vouches_for(demo, shopper):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"), "ssl")
    (script,) = review.tree.xpath("//script[@integrity]")
    answer = shopper.client.get(demo.origin + script.get("src"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content == (demo.folder / "output/pelicart/seal.js").read_bytes()


def test_no_number_is_in_any_log_or_file_of_the_demo(demo, bought):
    assert card_of(demo, bought)
    written = [file for file in (demo.folder / ".pelicart").rglob("*") if file.is_file()] + [
        file for file in (demo.folder / "publication").rglob("*") if file.is_file()
    ]
    assert any(file.name.startswith("functions") for file in written)
    digits = re.compile(rb"4242[ +]?4242")
    assert not [file.name for file in written if digits.search(file.read_bytes())]
