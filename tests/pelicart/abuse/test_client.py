from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.shopfront import http_event

from pelicart.abuse.client import SECRET_HEADER, VIEWER_HEADER, address_of, admit, alias
from pelicart.errors import Misconfigured, PastTheCdn
from pelicart.request import request_from

SECRET, OTHER = "s" * 32, "t" * 43
KEY, NOW = b"k" * 32, 1_800_000_000
DAY = 86_400


def asked(source="192.0.2.1", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return request_from(http_event("POST", "/shop/checkout", source=source, headers=named))


def viewed(text):
    return address_of(asked("203.0.113.9", cloudfront_viewer_address=text), by_cdn=True)


def named(text, now=NOW, key=KEY):
    return alias(ip_address(text), key, now)


def test_the_gateway_says_who_asks():
    assert str(address_of(asked("198.51.100.7"), by_cdn=False)) == "198.51.100.7"


def test_what_the_browser_says_of_itself_is_not_heard():
    forged = {
        "x_forwarded_for": "1.2.3.4", "forwarded": "for=1.2.3.4", "x_real_ip": "1.2.3.4",
        "cloudfront_viewer_address": "1.2.3.4:5",
    }  # fmt: skip
    assert str(address_of(asked("198.51.100.7", **forged), by_cdn=False)) == "198.51.100.7"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("198.51.100.10:46532", "198.51.100.10"),
        ("2001:db8:1:2:3:4:5:6:46532", "2001:db8:1:2:3:4:5:6"),
        ("2001:db8::1:46532", "2001:db8::1"),
        ("[2001:db8::1]:46532", "2001:db8::1"),
        ("::ffff:198.51.100.10:1", "198.51.100.10"),
    ],
)
def test_behind_a_cdn_its_header_says_who_asks(text, address):
    assert str(viewed(text)) == address


@pytest.mark.parametrize("text", ["", "198.51.100.10", "unknown", ":", "a:b", "1.2.3.4, 5.6.7.8:9"])
def test_without_an_address_nothing_can_be_counted_and_the_operator_is_told(text):
    with pytest.raises(Misconfigured, match=VIEWER_HEADER):
        viewed(text)


@pytest.mark.parametrize("source", ["", "unknown", "1.2.3", None])
def test_a_gateway_that_does_not_say_who_asks_is_a_matter_for_the_operator(source):
    with pytest.raises(Misconfigured, match="sourceIp"):
        address_of(asked(source), by_cdn=False)


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_every_address_is_read_back_with_its_port_taken_off(address, port):
    mapped = getattr(address, "ipv4_mapped", None)
    assert viewed(f"{address}:{port}") == viewed(f"[{address}]:{port}") == (mapped or address)


def test_a_line_is_one_client_whichever_of_its_addresses_it_uses():
    assert named("2001:db8:1:2::1") == named("2001:db8:1:2:ffff:1:2:3")
    assert named("2001:db8:1:2::1") != named("2001:db8:1:3::1")
    assert named("198.51.100.1") != named("198.51.100.2")


def test_a_client_has_another_name_tomorrow_and_in_another_shop():
    today = named("198.51.100.1")
    assert today == named("198.51.100.1", NOW + DAY - 1 - NOW % DAY)
    assert today != named("198.51.100.1", NOW + DAY)
    assert today != named("198.51.100.1", key=b"l" * 32)


@given(st.ip_addresses())
def test_no_name_shows_its_address(address):
    name = named(str(address))
    assert len(name) == 16
    assert name.isalnum()
    assert str(address) not in name


def test_without_a_secret_everybody_is_admitted():
    admit(asked(), "")
    admit(asked(x_pelicart_origin="anything"), "  ")


@pytest.mark.parametrize("secrets", [SECRET, f"{OTHER} {SECRET}", f" {SECRET}  {OTHER} "])
def test_the_cdn_is_admitted_by_its_secret_or_the_one_before(secrets):
    admit(asked(x_pelicart_origin=SECRET), secrets)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x_pelicart_origin": ""},
        {"x_pelicart_origin": SECRET[:-1]},
        {"x_pelicart_origin": f"{SECRET} {OTHER}"},
        {"x_pelicart_origin": f"{SECRET} "},
        {"x_pelicart_origin": SECRET.upper()},
        {"x_pelicart_origin": "é" * 32},
        {"pelicart_origin_secret": SECRET},
    ],
)
def test_who_comes_past_the_cdn_is_refused(headers):
    with pytest.raises(PastTheCdn):
        admit(asked(**headers), f"{SECRET} {OTHER}")


@pytest.mark.parametrize("secrets", ["short", f"{SECRET} short"])
def test_a_secret_that_could_be_guessed_is_refused(secrets):
    with pytest.raises(Misconfigured, match="PELICART_ORIGIN_SECRET"):
        admit(asked(x_pelicart_origin=SECRET), secrets)


def test_no_address_and_no_secret_shows_in_a_log():
    shown = repr(asked("198.51.100.7"))
    assert "198.51.100.7" not in shown
    assert SECRET_HEADER not in repr(PastTheCdn("the origin was asked without its secret"))
