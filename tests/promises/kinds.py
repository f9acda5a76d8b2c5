"""The modules that ask a provider: how each is set up, and in what it may rightly differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.promises.catcher import Answer

from pelicart_infra.local.mollie import serve_mollie
from pelicart_infra.local.monetico import serve_monetico
from pelicart_infra.local.paypal import serve_paypal
from pelicart_infra.local.standin import Server
from pelicart_infra.local.stripe import serve_stripe

OK = Answer(200, "")
REFUSED = Answer(400, "forged")
NOT_TAKEN = "version=2\ncdr=1\n"


@dataclass(frozen=True)
class Kind:
    """One module and its stand-in.

    `account` is what the environment holds of it, `base` the variables of its API's address.
    `taken` and `refused` are the answers to a notice that is believed, or not. `signed`: a notice
    proves who sent it; otherwise it only makes us ask. `evidence`: a notice carries the payment
    itself, so that nobody need be asked. `ages`: a notice is refused when it is old. `resumes`: a
    declined payment can be tried again on the same page. `retries`: a notice that wasn't taken
    comes again. `takes`: nothing is paid, or can be given back, before the shop takes the money.
    `refusals` are the answers to what only makes us ask, and leads nowhere. `other_mode` is
    the answer to a payment of the other mode, and the order's state after it.
    """

    name: str
    account: Mapping[str, str]
    bases: Mapping[str, str]
    serve: Callable[..., Server]
    taken: Answer = OK
    refused: Answer = REFUSED
    unknown: Answer = field(default_factory=lambda: Answer(500, "unknown-order"))
    down: Answer = field(default_factory=lambda: Answer(503, "provider-down"))
    signed: bool = True
    evidence: bool = False
    ages: bool = False
    resumes: bool = True
    retries: bool = True
    takes: bool = False
    tells_refunds: bool = True
    tells_declines: bool = False
    table_down: Answer = field(default_factory=lambda: Answer(503, "table-down"))
    other_mode: tuple[str, str] = (str(REFUSED), "pending")
    refusals: frozenset[str] = frozenset()
    secrets: tuple[str, ...] = ()

    def start(self, webhook_url: str, clock: Callable[[], float]) -> Server:
        return self.serve(self.account, webhook_url=webhook_url, clock=clock)

    def environment(self, url: str) -> dict[str, str]:
        port = url.rpartition(":")[2]
        where = {name: value.format(port=port) for name, value in self.bases.items()}
        page = f"http://localhost:{port} http://127.0.0.1:{port}"
        return {**self.account, **where, f"{self.name.upper()}_ORIGINS": page}


def _stripe(account: Mapping[str, str], **options: Any) -> Server:
    key, secret = account["STRIPE_SECRET_KEY"], account["STRIPE_WEBHOOK_SECRET"]
    return serve_stripe(key=key, webhook_secret=secret, **options)


def _mollie(account: Mapping[str, str], **options: Any) -> Server:
    return serve_mollie(key=account["MOLLIE_API_KEY"], **options)


def _paypal(account: Mapping[str, str], **options: Any) -> Server:
    names = {"client_id": "CLIENT_ID", "secret": "SECRET", "webhook_id": "WEBHOOK_ID"}
    given = {name: account[f"PAYPAL_{ending}"] for name, ending in names.items()}
    return serve_paypal(**given, **options)


def _monetico(account: Mapping[str, str], **options: Any) -> Server:
    tpe, company = account["MONETICO_TPE"], account["MONETICO_COMPANY"]
    return serve_monetico(tpe=tpe, company=company, key=account["MONETICO_KEY"], **options)


STRIPE = Kind(
    name="stripe",
    account={
        "STRIPE_SECRET_KEY": "sk_test_CANARYstripekey",
        "STRIPE_WEBHOOK_SECRET": "whsec_CANARYstripewebhook",
    },
    bases={"STRIPE_API_BASE": "http://127.0.0.1:{port}"},
    serve=_stripe,
    ages=True,
    secrets=("CANARYstripekey", "CANARYstripewebhook"),
)
MOLLIE = Kind(
    name="mollie",
    account={"MOLLIE_API_KEY": "test_CANARYmolliekey0123456789abcd"},
    bases={"MOLLIE_API_BASE": "http://127.0.0.1:{port}"},
    serve=_mollie,
    signed=False,
    refusals=frozenset({str(OK), str(REFUSED), "400 bad-request"}),
    other_mode=("200", "review"),
    secrets=("CANARYmolliekey",),
)
PAYPAL = Kind(
    name="paypal",
    account={
        "PAYPAL_CLIENT_ID": "AClientOfPayPals",
        "PAYPAL_SECRET": "ECANARYpaypalsecret",
        "PAYPAL_WEBHOOK_ID": "8PT597110X687430LKGECATA",
        "PAYPAL_MODE": "sandbox",
    },
    bases={"PAYPAL_API_BASE": "http://127.0.0.1:{port}"},
    serve=_paypal,
    resumes=False,
    takes=True,
    secrets=("CANARYpaypalsecret",),
)
MONETICO = Kind(
    name="monetico",
    account={
        "MONETICO_TPE": "1234567",
        "MONETICO_COMPANY": "canary",
        "MONETICO_MODE": "test",
        "MONETICO_KEY": "CAFE0123456789ABCDEF0123456789ABCDEFCAFE",
    },
    bases={
        "MONETICO_API": "http://127.0.0.1:{port}",
        "MONETICO_PAGE": "http://localhost:{port}",
    },
    serve=_monetico,
    taken=Answer(200, "version=2\ncdr=0\n"),
    refused=Answer(200, NOT_TAKEN),
    unknown=Answer(200, NOT_TAKEN),
    down=Answer(200, NOT_TAKEN),
    table_down=Answer(200, NOT_TAKEN),
    other_mode=(str(Answer(200, NOT_TAKEN)), "pending"),
    evidence=True,
    retries=False,
    tells_refunds=False,
    tells_declines=True,
    secrets=("CAFE0123456789",),
)
KINDS = {kind.name: kind for kind in (STRIPE, MONETICO, PAYPAL, MOLLIE)}
