"""The CDN's own little function, run by node as the CDN would."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import pelicart_infra.aws

SCRIPT = Path(pelicart_infra.aws.__file__).with_name("pretty.js")


def asked(uri, **query):
    request = {"uri": uri, "querystring": query}
    call = f"console.log(JSON.stringify(handler({json.dumps({'request': request})})))"
    done = subprocess.run(
        [os.environ["JSII_NODE"], "-e", SCRIPT.read_text("utf-8") + call],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("uri", "file"),
    [
        ("/", "/index.html"),
        ("/paper/", "/paper/index.html"),
        ("/theme/css/shop.css", "/theme/css/shop.css"),
        ("/.well-known/security", "/.well-known/security"),
    ],
)
def test_an_address_leads_to_its_file(uri, file):
    assert asked(uri)["uri"] == file


@pytest.mark.parametrize(
    ("uri", "to"),
    [("/paper", "/paper/"), ("/a/b", "/a/b/"), ("//evil", "/evil/")],
)
def test_a_page_without_its_slash_is_led_on(uri, to):
    answer = asked(uri)
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"]["value"] == to


@pytest.mark.parametrize("uri", ["//evil.example/x", "/\\evil/x", "///evil/x"])
def test_no_address_leads_to_another_host(uri):
    location = asked(uri)["headers"]["location"]["value"]
    assert location.startswith("/evil")


def test_what_was_asked_goes_along():
    answer = asked(
        "/search",
        q={"value": "a%20b"},
        tag={"value": "x", "multiValue": [{"value": "x"}, {"value": "y"}]},
    )
    assert answer["headers"]["location"]["value"] == "/search/?q=a%20b&tag=x&tag=y"
