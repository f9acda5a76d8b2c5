from dataclasses import replace

import pytest
from tests.pelicart.mail.letterbox import AT, mail
from tests.pelicart.shopfront import Shopfront

from pelicart.errors import MailRefused, Misconfigured
from pelicart.mail.opening import open_post
from pelicart.mail.ses import Ses
from pelicart.mail.smtp import Smtp

OWN = "shop@merle.example"
ROLE = {"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "s"}


def opened(said, password="", **other):
    named = {"PELICART_MAIL": said} if said is not None else {}
    return open_post({**ROLE, **named, "PELICART_MAIL_PASSWORD": password, **other}, lambda: AT)


@pytest.mark.parametrize(
    ("said", "host", "port", "security", "user"),
    [
        ("smtp://mail.example", "mail.example", 587, "starttls", ""),
        ("smtp://shop@mail.example:2525", "mail.example", 2525, "starttls", "shop"),
        (f"smtp://{OWN}@mail.example", "mail.example", 587, "starttls", OWN),
        ("smtp://shop%40merle.example@mail.example", "mail.example", 587, "starttls", OWN),
        ("smtps://shop@mail.example", "mail.example", 465, "tls", "shop"),
        ("smtp://relay.internal:25?tls=no", "relay.internal", 25, "none", ""),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, "none", ""),
        ("smtp://shop@localhost", "localhost", 587, "none", "shop"),
        ("smtp://[::1]:1025", "::1", 1025, "none", ""),
    ],
)  # fmt: skip
def test_a_mail_server_is_named_by_its_address(said, host, port, security, user):
    password = "secret" if user else ""
    post = opened(said, password)
    assert isinstance(post, Smtp)
    assert (post.host, post.port, post.security) == (host, port, security)
    assert (post.user, post.password) == (user, password)
    assert post.now() == AT


@pytest.mark.parametrize(("said", "name"), [("ses", ""), ("ses:orders", "orders")])
def test_ses_is_named_with_or_without_a_configuration_set(said, name):
    post = opened(said)
    assert isinstance(post, Ses)
    assert post.configuration == name


def test_ses_is_asked_in_the_region_of_the_function():
    assert opened("ses").caller._connection.host == "email.eu-west-1.amazonaws.com"


def test_mails_can_be_switched_off_and_then_none_counts_as_sent():
    with pytest.raises(MailRefused) as refused:
        opened("none").send(mail())
    assert refused.value.ids == {"reason": "off"}


@pytest.mark.parametrize(
    "said", [None, "", " ", "sendmail", "mailto:a@b", "SES ", "http://x", "smtp"]
)
def test_nothing_or_anything_else_is_told_with_what_to_write(said):
    with pytest.raises(Misconfigured, match="PELICART_MAIL"):
        opened(said)


@pytest.mark.parametrize(
    ("said", "password", "why"),
    [
        ("smtp://shop:hush@mail.example", "", "PELICART_MAIL_PASSWORD"),
        ("smtp://shop@mail.example", "", "PELICART_MAIL_PASSWORD isn't set"),
        ("smtp://shop@mail.example?tls=no", "hush", "without TLS"),
        ("smtp://mail.example?tls=maybe", "", "tls=no"),
        ("smtp://mail.example/inbox", "", "smtp://"),
        ("smtp://", "", "smtp://"),
        ("smtp://mail.example:port", "", "no address"),
        ("smtp://mail.example:99999", "", "no address"),
        ("smtp://shop@mail.example", "hush-é", "ASCII"),
    ],
)
def test_what_can_not_be_meant_is_told_without_the_secret(said, password, why):
    with pytest.raises(Misconfigured, match=why) as wrong:
        opened(said, password)
    assert "hush" not in str(wrong.value)


def wired(shop, **environment):
    return replace(shop.wired, environment={**shop.environment, **environment}, posted=None)


def test_a_function_opens_its_post_once_and_dates_mails_by_its_own_clock():
    shop = Shopfront()
    function = wired(shop, PELICART_MAIL="smtp://mail.example")
    assert function.post is function.post
    assert function.post.now() == shop.moment


def test_a_function_without_any_says_so_when_it_has_something_to_send():
    with pytest.raises(Misconfigured, match="PELICART_MAIL"):
        _ = wired(Shopfront()).post
