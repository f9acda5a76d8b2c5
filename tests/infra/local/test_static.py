import pytest
from werkzeug import Request
from werkzeug.test import Client

from pelicart_infra.headers import content_type
from pelicart_infra.local.static import serve_file


@pytest.fixture
def get(tmp_path):
    output = tmp_path / "output"
    (output / "mug").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (output / "index.html").write_text("home é", "utf-8")
    (output / "404.html").write_text("lost")
    (output / "mug" / "index.html").write_text("mug")
    (output / "look.css").write_text("a{}")

    @Request.application
    def site(request):
        return serve_file(request, output)

    return Client(site).open


def test_a_folder_is_its_index(get):
    assert get("/").get_data(as_text=True) == "home é"
    assert get("/mug/").get_data(as_text=True) == "mug"


def test_a_folder_without_its_slash_is_sent_there(get):
    response = get("/mug")
    assert (response.status_code, response.headers["Location"]) == (301, "/mug/")


def test_a_missing_page_is_the_sites_own_404(get):
    response = get("/nothing/")
    assert (response.status_code, response.get_data(as_text=True)) == (404, "lost")


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd", "/mug/../../secret.txt", "/%00"],
)
def test_nothing_outside_the_site_is_served(get, path):
    assert get(path).status_code == 404


def test_only_reading_is_allowed(get):
    response = get("/", method="POST")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/look.css", "/nothing", "/mug"])
def test_every_answer_carries_the_security_headers(get, path):
    headers = get(path).headers
    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_unchanged_file_is_not_sent_again(get):
    first = get("/look.css")
    again = get("/look.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html; charset=utf-8"), ("a.JS", "text/javascript; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"), ("a.webp", "image/webp"),
        ("a.woff2", "font/woff2"), ("a.pdf", "application/pdf"), ("a", "application/octet-stream"),
    ],
)  # fmt: skip
def test_the_type_follows_the_name(name, kind):
    assert content_type(name) == kind
