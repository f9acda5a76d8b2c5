"""An operator exchanges keys while shoppers hold what was signed with the old ones."""

import json
from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

import pytest
from tests.aws.making import deploy
from tests.aws.people import employed
from tests.aws.trial import went_well
from tests.e2e.steps import PAID, add, buy, order, to_review


@pytest.fixture(scope="module")
def operator(trial):
    return employed(trial, "Who operates the shop")


def kid_of(url):
    """The id of the key that signed a link to an order."""
    head = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    return json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]


def test_a_link_and_a_review_outlive_the_exchange_and_new_links_have_the_new_key(
    trial, shopper, other, operator
):
    held = shopper.wait(shopper.click(buy(trial, shopper, "TEST-PLAIN"), "Pay"))
    assert held.heading == PAID
    review = to_review(other, add(trial, other, "TEST-PLAIN"))
    said = went_well(trial.command("keys", "rotate", "PELICART_KEYS", whose=operator))
    assert shopper.get(held.url).heading == PAID
    done = other.wait(other.click(order(other, review), "Pay"))
    assert done.heading == PAID
    assert kid_of(done.url) != kid_of(held.url)
    assert f"Key {kid_of(done.url)} signs from now on" in said


def test_the_secret_of_the_cdn_is_exchanged_and_the_shop_answers_meanwhile(trial, operator):
    before = sent(trial)
    rotate = ("keys", "rotate", "PELICART_ORIGIN_SECRET")
    assert "make deploy STAGE=trial" in went_well(trial.command(*rotate, whose=operator))
    assert answers(trial, before) == 200
    deploy(trial, whose=operator)
    after = sent(trial)
    assert after != before
    assert (answers(trial, before), answers(trial, after)) == (200, 200)
    assert "The functions take the new secret alone" in went_well(
        trial.command(*rotate, whose=operator)
    )
    assert trial.shopper().get("/shop/cart").status == 200
    assert (answers(trial, before), answers(trial, after)) == (400, 200)


def sent(trial):
    """What the CDN sends by now."""
    found = trial.imitation.client("cloudfront").get_distribution(Id=trial.deployed.distribution)
    headers = [
        header["HeaderValue"]
        for origin in found["Distribution"]["DistributionConfig"]["Origins"]["Items"]
        for header in origin.get("CustomHeaders", {}).get("Items", ())
    ]
    return headers[0]


def answers(trial, secret):
    """What somebody is answered past the CDN, with this secret."""
    headers = {"x-pelicart-origin": secret, "cloudfront-viewer-address": "192.0.2.1:4711"}
    return trial.ask(
        urlsplit(trial.deployed.api).hostname, "/shop/cart", headers=headers
    ).status_code
