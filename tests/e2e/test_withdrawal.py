"""Withdrawing, its receipt, the invoice and forgetting the shopper, over the whole demo."""

import re

from tests.e2e.running import within
from tests.e2e.steps import PAID, buy, number_of

DAY = 86400
WITHDRAWN = "You have withdrawn from this order"


def mails(demo, number, *words, count=1):
    """The mails of an order that have these words, once there are so many."""
    found = []

    def come():
        found[:] = [
            mail
            for mail in demo.mailbox.mails(number)
            if all(word in " ".join(mail["text"].split()) for word in words)
        ]
        return len(found) >= count

    assert within(60, come), demo.mailbox.mails(number)
    return found


def test_a_shopper_withdraws_and_the_shop_gives_back_credits_and_forgets(demo, shopper):
    page = shopper.wait(shopper.click(buy(demo, shopper, "TEST-NAME"), "Pay"))
    assert page.heading == PAID
    number = number_of(page)
    (paid,) = mails(demo, number, "Your invoice")
    invoice = re.search(r"Your invoice (\S+) ", paid["text"])[1]

    asked = shopper.get(page.link("Withdraw from contract here"))
    assert number in asked.text
    assert "ada@shop.example" in asked.text
    assert not demo.order(number).withdrawn
    done = shopper.click(asked, "Confirm withdrawal")
    assert done.heading == WITHDRAWN
    when = re.search(r"on (\S+ \d+, \d{4} at \d+:\d\d\s[AP]M UTC)", done.text)[1]
    told = mails(demo, number, f"this order on {when}", count=2)
    assert {mail["to"] for mail in told} == {"ada@shop.example", "hello@merle-lin.example"}

    again = shopper.click(asked, "Confirm withdrawal")
    assert (again.heading, when in again.text) == (WITHDRAWN, True)
    refused = demo.command("orders", "ship", number)
    assert (refused.returncode, "has withdrawn" in refused.stderr) == (1, True)
    assert number in demo.told("orders", "list", "--withdrawn")
    kept = demo.command("orders", "erase", number)
    assert (kept.returncode, "First give the money back" in kept.stderr) == (1, True)

    demo.told("refund", number)
    assert mails(demo, number, "Credit note C")
    sheet = shopper.get(shopper.get(page.url).link(f"Invoice {invoice}"))
    total = demo.order(number).money
    assert f"Credit note {demo.order(number).credits[0]['number']}" in sheet.text
    assert f"we have given back €{str(total).removesuffix(' EUR')}" in sheet.text

    assert f"on invoice {invoice}" in demo.told("orders", "erase", number)
    order = demo.order(number)
    assert "email" not in order.person
    assert order.person["name"] == "Ada Example"
    assert "ada@shop.example" not in shopper.get(page.url).text
    assert "Ada Example" in shopper.get(sheet.url).text


def test_invoices_of_the_demo_have_no_gap(demo, shopper):
    for _ in range(2):
        page = shopper.wait(shopper.click(buy(demo, shopper, "TEST-NAME"), "Pay"))
        shopper.get(page.link("Invoice"))
    numbers = sorted(
        int(order.invoice["number"].rpartition("-")[2]) for order in demo.orders() if order.invoice
    )
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 2
