"""`pelicart doctor payments` against a provider in memory and a notice address over HTTP."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.pelicart.build import NOW
from tests.pelicart.cards import KEY
from tests.pelicart.provider import Provider
from tests.pelicart.shopfront import Shopfront

from pelicart.acceptance import ACCEPTED
from pelicart.errors import Misconfigured, ProviderDown
from pelicart.payments.base import Sample
from pelicart.wiring import Wiring
from pelicart_command import main

GENUINE = Sample(b"genuine", {"x-signature": "good"})


class Signing(Provider):
    """A provider whose notices we could sign, and that can be asked about nobody's session."""

    probe = "session-of-nobody"

    @property
    def capabilities(self):
        return replace(super().capabilities, probe=self.probe)

    def sample(self, now):
        assert now == NOW
        return GENUINE


@pytest.fixture
def address():
    """A notice address; `answers` has status and body by the posted body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            self.server.asked.append((self.path, body))
            status, said = self.server.answers.get(body, self.server.answers[None])
            self.send_response(status)
            self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], {b"genuine": (200, b"received"), None: (400, b"forged")}
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def doctor(address, monkeypatch, capsys):
    front = Shopfront(provider=Signing(live=False))

    def run(build=lambda *_: front.provider):
        origin = f"http://127.0.0.1:{address.server_port}"
        wired = Wiring(front.store, lambda: NOW, {"PELICART_ORIGIN": origin}, build=build)
        monkeypatch.setattr("pelicart_command.doctor_payments.wiring", lambda: wired)
        code = main(["doctor", "payments"])
        return code, capsys.readouterr().out

    run.front = front
    return run


def test_a_shop_in_order_is_told_so(doctor, address):
    code, out = doctor()
    assert code == 0, out
    assert "stripe (card)" in out
    assert "keys are there, test mode" in out
    assert "manual (cheque)" in out
    assert out.endswith("All is well.\n")
    assert address.asked == [
        ("/shop/notice/stripe", b"forged"),
        ("/shop/notice/stripe", b"genuine"),
    ]


def test_nothing_is_ordered_or_changed(doctor):
    before = doctor.front.store.snapshot()
    doctor()
    assert doctor.front.store.snapshot() == before
    assert doctor.front.provider.calls == {"look_up": 1}


def test_a_missing_key_is_named_and_ends_that_check(doctor, address):
    def build(*_):
        raise Misconfigured("STRIPE_SECRET_KEY is not set")

    code, out = doctor(build)
    assert (code, address.asked) == (1, [])
    assert "WRONG keys: STRIPE_SECRET_KEY is not set" in out
    assert out.endswith("1 to mend.\n")


@pytest.mark.parametrize(
    ("failure", "remedy"), [(ProviderDown("timeout"), "no answer"), (Misconfigured("401"), "key")]
)
def test_a_provider_that_does_not_answer_or_refuses_us_is_told(doctor, failure, remedy):
    def look_up(_):
        raise failure

    doctor.front.provider.look_up = look_up
    code, out = doctor()
    assert code == 1
    assert remedy in out


def test_a_provider_that_cannot_be_asked_is_not_said_to_answer(doctor, monkeypatch):
    monkeypatch.setattr(Signing, "probe", "")
    code, out = doctor()
    assert code == 0
    assert "was not asked" in out
    assert "the provider answers" not in out
    assert doctor.front.provider.calls == {}


def test_a_sealed_card_is_settled_by_its_own_command(doctor):
    doctor.front.publish(methods={"ssl": {"key": KEY.written, "accept": ACCEPTED}})
    out = doctor()[1]
    assert "sealed (ssl)\n  ok    has no provider: you settle it with  pelicart cards done" in out


@pytest.mark.parametrize(
    "answer", [(200, b"received, and a comment"), (500, b""), (308, b""), (400, b"forged")]
)
def test_any_other_answer_to_a_genuine_notice_is_wrong(doctor, address, answer):
    address.answers[b"genuine"] = answer
    code, out = doctor()
    assert code == 1
    assert f"answered {answer[0]}" in out
    assert [path for path, _ in address.asked] == ["/shop/notice/stripe"] * 2  # none followed


def test_taking_a_forged_notice_is_the_worst(doctor, address):
    address.answers[None] = (200, b"received")
    code, out = doctor()
    assert code == 1
    assert "close the shop" in out


@pytest.mark.parametrize("status", [404, 502])
def test_an_address_that_leads_nowhere_is_told(doctor, address, status):
    address.answers = {None: (status, b"")}
    assert "does the address lead to the functions?" in doctor()[1]


def test_an_address_nobody_listens_at_is_told(doctor, address, monkeypatch):
    monkeypatch.setattr(address, "server_port", 9)
    assert "no answer" in doctor()[1]


def test_before_anything_is_published_it_says_what_to_do(doctor, capsys):
    doctor.front.store._items.pop("SHOP")
    assert doctor()[0] == 1
