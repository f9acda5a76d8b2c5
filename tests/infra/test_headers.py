import pytest

from pelicart_infra.headers import cache_control, security_headers


def directives(headers):
    return dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )


def test_nothing_may_be_loaded_from_elsewhere_or_frame_the_shop():
    policy = directives(security_headers(https=True))
    assert policy["default-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "script-src" not in policy


def test_https_is_insisted_on_for_two_years():
    headers = security_headers(https=True)
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert "upgrade-insecure-requests" in directives(headers)


def test_a_shop_on_loopback_never_makes_a_browser_insist_on_https():
    headers = security_headers(https=False)
    assert "Strict-Transport-Security" not in headers
    assert "upgrade-insecure-requests" not in directives(headers)


def test_both_differ_in_nothing_else():
    secure, plain = security_headers(https=True), security_headers(https=False)
    assert set(secure) - set(plain) == {"Strict-Transport-Security"}
    assert directives(secure).keys() - directives(plain).keys() == {"upgrade-insecure-requests"}


def test_posts_keep_their_origin():
    assert security_headers(https=True)["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/atom+xml"])
def test_pages_and_feeds_are_asked_for_each_time(kind):
    assert "must-revalidate" in cache_control(kind)


@pytest.mark.parametrize("kind", ["image/svg+xml; charset=utf-8", "text/css", "font/woff2"])
def test_pictures_and_styles_are_kept_a_while(kind):
    assert "max-age=300" in cache_control(kind)
