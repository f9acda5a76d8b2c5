import pytest

from pelicart_infra.headers import KEPT, cache_control, security_headers


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


@pytest.mark.parametrize(
    "name",
    [
        "css/look.3f2a9c1b.css",
        "app-0123456789abcdef.js",
        "x.3f2a9c1b.min.js",
        "a_3f2a9c1b0d4e5f67.png",
    ],
)
def test_what_changes_its_name_with_its_content_is_kept_for_good(name):
    assert cache_control("text/css", name) == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name",
    [
        "look.css", "mug-20240101.jpg", "mug.20240101.jpeg", "mug-3f2a9c1b.jpg", "lamp.facade.png",
        "3f2a9c1b.css/look.css", "look.3f2a9c1b", "v1.2.3-3f2a9c1.js", "0123456789abcdef.png",
    ],
)  # fmt: skip
def test_a_date_a_number_or_a_word_is_no_digest(name):
    assert cache_control("image/png", name) == KEPT


def test_a_page_is_asked_for_each_time_whatever_its_name():
    assert "must-revalidate" in cache_control("text/html; charset=utf-8", "a.3f2a9c1b.html")


@pytest.mark.parametrize("kind", ["image/svg+xml; charset=utf-8", "text/css", "font/woff2"])
def test_pictures_and_styles_are_kept_a_while(kind):
    assert "max-age=300" in cache_control(kind)
