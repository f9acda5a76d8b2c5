import subprocess
import sys

import httpx
import pytest
from werkzeug import Request, Response

from pelicart_infra.local.serving import PortTaken, listen, port_of


def test_a_port_that_is_listened_on_is_taken():
    with listen(0) as one, pytest.raises(PortTaken):
        listen(port_of(one))


def test_a_port_that_was_let_go_is_free_again(serving):
    @Request.application
    def page(_request):
        return Response("x")

    with serving(page) as url:
        httpx.get(url, trust_env=False)
    listen(int(url.rpartition(":")[2])).close()


def test_requests_are_answered_at_the_same_time(serving):
    @Request.application
    def page(request):
        if request.path == "/outer":
            return Response(httpx.get(f"{request.host_url}inner", trust_env=False).text)
        return Response("inner")

    with serving(page) as url:
        assert httpx.get(f"{url}/outer", trust_env=False, timeout=5).text == "inner"


def test_the_gateway_and_the_runner_load_no_payment_sdk():
    source = "import sys, pelicart_infra.local.gateway, pelicart_infra.local.runner;"
    source += "print(sorted({'stripe', 'boto3', 'moto', 'pelicart'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", source], check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
