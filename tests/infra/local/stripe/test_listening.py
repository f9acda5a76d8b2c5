from __future__ import annotations

import os
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest
from tests.infra.local.stripe.conftest import KEY, SECRET

from pelicart_infra.local.stripe import serve_stripe


def test_both_names_of_the_machine_reach_the_same_books(server):
    for origin in server.origins:
        assert httpx.get(f"{origin}/_control/clock").status_code == 200


def test_every_address_of_localhost_answers(server):
    port = urlsplit(server.url).port
    for family, *_, address in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM):
        with socket.socket(family) as one:
            one.settimeout(2)
            one.connect(address)


def test_a_taken_port_is_an_error_and_not_an_exit(server):
    with pytest.raises(OSError):
        serve_stripe(urlsplit(server.url).port, key=KEY, webhook_secret=SECRET)


def test_a_stopped_server_leaves_its_port_free():
    first = serve_stripe(key=KEY, webhook_secret=SECRET)
    port = urlsplit(first.url).port
    httpx.get(first.url)
    first.stop()
    serve_stripe(port, key=KEY, webhook_secret=SECRET).stop()


def test_the_module_says_when_it_is_ready_and_reads_the_clocks_file(tmp_path):
    moved = tmp_path / "clock"
    moved.write_text("86400")
    secrets = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET}
    process = subprocess.Popen(
        [sys.executable, "-m", "pelicart_infra.local.stripe", "--clock", str(moved)],
        env={**os.environ, **secrets},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        ready, url = process.stdout.readline().split()
        assert ready == "ready"
        before = httpx.get(f"{url}/_control/clock").json()["now"]
        moved.write_text("0")
        assert 86390 < before - httpx.get(f"{url}/_control/clock").json()["now"] <= 86400
    finally:
        process.terminate()
        process.communicate(timeout=60)
