"""Requests are made by hand here, from the sheets of fields: nothing of the payment module."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from pelicart_infra.local.monetico import serve_monetico
from pelicart_infra.local.standin import Server

KEY = "1234567890123456789012345678901234567890"
ACCOUNT = {"tpe": "1234567", "company": "monSite1", "key": f"{KEY[:38]}P0"}
NOW = 1_800_000_000  # 15/01/2027 at 8:00, UTC
BILLING = {
    "addressLine1": "1 rue de l'Été",
    "city": "Paris",
    "postalCode": "75001",
    "country": "FR",
}
ORDER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_numbers = count(1)


@dataclass
class Receiver:
    """The shop's side of the return interface: keeps what came."""

    url: str = ""
    answer: str = "version=2\ncdr=0\n"
    came: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.came.append(Request(environ).form.to_dict())
        return Response(self.answer, content_type="text/plain")(environ, start_response)


def sealed(fields: dict[str, str], key: str = KEY) -> dict[str, str]:
    """With its seal, as the sheets have it."""
    text = "*".join(f"{name}={fields[name]}" for name in sorted(fields))
    return {**fields, "MAC": hmac.new(bytes.fromhex(key), text.encode(), "sha1").hexdigest()}


def context(**changes: Any) -> str:
    """A base64 context of an order."""
    return base64.b64encode(json.dumps({"billing": {**BILLING, **changes}}).encode()).decode()


def a_form(**changes: Any) -> dict[str, str]:
    """The fields of a payment of 62.75 EUR, not sealed; None takes one out."""
    fields = {
        "version": "3.0",
        "TPE": "1234567",
        "date": "15/01/2027:09:00:00",
        "montant": "62.75EUR",
        "reference": f"REF{next(_numbers):07}",
        "lgue": "FR",
        "societe": "monSite1",
        "texte-libre": f"commande {ORDER}",
        "mail": "ada@customer.example",
        "contexte_commande": context(),
        "url_retour_ok": "https://shop.example/ok?a=1&b=2",
        "url_retour_err": "https://shop.example/err",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


@dataclass
class Bank:
    """The stand-in as browsers and shops use it."""

    client: httpx.Client
    receiver: Receiver
    server: Server

    def opens(self, form: dict[str, str], platform: str = "/test") -> httpx.Response:
        return self.client.post(f"{platform}/paiement.cgi", data=form)

    def pays(self, form: dict[str, str], action: str = "pay", **choice: str) -> httpx.Response:
        page = self.opens(sealed(form))
        assert page.status_code == 303, page.text
        return self.client.post(page.headers["location"], data={"action": action, **choice})

    def asks(self, service: str, fields: dict[str, str], platform: str = "/test") -> str:
        answer = self.client.post(f"{platform}/{service}.cgi", data=fields)
        assert answer.status_code == 200, answer.text
        return answer.text

    def status(self, form: dict[str, str], platform: str = "/test", **changes: str) -> str:
        fields = {name: form[name] for name in ("TPE", "montant", "reference", "societe")}
        fields |= {"version": "2.0", "date": form["date"][:10], **changes}
        return self.asks("etatpaiement", sealed(fields), platform)

    def books(self, form: dict[str, str]) -> dict[str, str]:
        rows = self.client.get("/_control/books").json()
        return next(one for one in rows if one["session"].startswith(form["reference"]))

    def pulls(self, form: dict[str, str], lever: str, **said: Any) -> httpx.Response:
        return self.client.post(f"/_control/sessions/{form['reference']}/{lever}", json=said)

    def mode(self, **modes: Any) -> None:
        assert self.client.post("/_control/mode", json=modes).status_code == 200

    def told(self) -> list[dict[str, str]]:
        """The notices that came, once none is under way."""
        eventually(lambda: not self.server.frame.delivery.busy())
        return self.receiver.came


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    shop = Receiver()
    server = make_server("127.0.0.1", 0, shop, threaded=True)
    shop.url = f"http://127.0.0.1:{server.server_port}/notice"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield shop
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def running(receiver: Receiver) -> Iterator[Bank]:
    server = serve_monetico(**ACCOUNT, webhook_url=receiver.url, clock=lambda: NOW)
    with httpx.Client(base_url=server.url) as client:
        yield Bank(client, receiver, server)
    server.stop()


@pytest.fixture
def bank(running: Bank) -> Iterator[Bank]:
    running.told().clear()
    running.receiver.answer = "version=2\ncdr=0\n"
    yield running
    running.mode(notices="once", api="up", money="at once", refunds="any", late=3, delay=3)


def eventually(true: Callable[[], bool], seconds: float = 5) -> None:
    """Waits until it is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)
