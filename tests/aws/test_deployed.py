"""The CDN serves the site, lets requests through to the functions, and closes the way past it."""

from urllib.parse import urlsplit

import pytest


@pytest.fixture(scope="module")
def host(trial):
    return urlsplit(trial.origin).hostname


def test_a_page_has_its_pretty_address_and_the_headers_of_the_site(trial, host):
    page = trial.ask(host, "/products/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["strict-transport-security"].startswith("max-age=63072000")
    moved = trial.ask(host, "/products")
    assert (moved.status_code, moved.headers["location"]) == (301, "/products/")


def test_what_isnt_there_gets_the_shops_own_page(trial, host):
    answer = trial.ask(host, "/nothing-like-this/")
    assert answer.status_code == 404
    assert "Merle & Lin" in answer.text.replace("&amp;", "&")


def test_the_cart_answers_through_the_cdn_and_not_past_it(trial, host):
    assert trial.ask(host, "/shop/cart").status_code == 200
    past = trial.ask(urlsplit(trial.deployed.api).hostname, "/shop/cart")
    assert (past.status_code, past.text.strip()) == (400, "past-cdn")


def test_nobody_else_reads_the_buckets(trial):
    for bucket in (trial.deployed.site, trial.deployed.files, trial.deployed.releases):
        host = f"{bucket}.s3.{trial.deployed.region}.amazonaws.com"
        assert trial.ask(host, "/index.html").status_code == 403


def test_reconcile_is_run_every_five_minutes(trial):
    """Every minute from here on: nobody wants to wait for five."""
    events, name = trial.imitation.client("events"), trial.deployed.schedule
    rule = events.describe_rule(Name=name)
    assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(5 minutes)")
    events.put_rule(Name=name, ScheduleExpression="rate(1 minute)")
