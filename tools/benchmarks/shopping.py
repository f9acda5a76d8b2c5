"""One purchase by card through every function, beside the stand-ins of this machine, recorded.

Each call is made as by a process that has just started: its first reads belong to it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from stripe import WebhookSignature
from tests.pelicart.shopfront import (
    FRAME,
    LIVE,
    ORIGIN,
    PRODUCTS,
    ROUTES,
    SHOP,
    TEXT,
    Browser,
    http_event,
    secret,
)

from pelicart.publication import Publication, writes
from pelicart.store.dynamo import DynamoStore
from pelicart.wiring import wiring
from pelicart_infra.local.stripe import serve_stripe
from pelicart_infra.local.table import create_table, local_client, serve_table
from pelicart_infra.tables import MAIN
from tools.benchmarks.capacity import Used, Watch
from tools.benchmarks.exchanges import Asked, Exchange, recording

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE, KEY, HOOK = "pelicart", "sk_test_bench", "whsec_bench"
HOUR = 3600
LATER = "later"
OUTSIDE = ("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SESV2", "STRIPE_API_BASE")
"""Variables that lead to whom a function asks."""


@dataclass(frozen=True, slots=True)
class Call:
    """One invocation: its event, what was said outside, and the units that the table took."""

    function: str
    what: str
    event: Mapping[str, Any] = field(repr=False)
    exchanges: tuple[Exchange, ...] = field(repr=False)
    used: tuple[Used, ...]

    def fresh(self) -> Mapping[str, Any]:
        """The event, signed anew if its signature ages."""
        if self.function != "payment_notice":
            return self.event
        return self.event | {"headers": _signed(self.event["body"])}


@dataclass
class Recorder:
    """Stands for the shop in a browser's eyes, and for AWS in a function's."""

    client: DynamoDBClient
    tape: list[Exchange] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(self.client, TABLE, MAIN)

    def call(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What the function of this route answers."""
        path = event["rawPath"]
        name = next(ROUTES[begin] for begin in ROUTES if path.startswith(begin))
        method = event["requestContext"]["http"]["method"]
        place = "/".join(path.split("/")[:3])
        return self.run(name, event, f"{method} {place}")

    def run(self, name: str, event: Mapping[str, Any], what: str) -> Any:  # noqa: ANN401  JSON
        """What a function answers, as its process's first."""
        wiring.cache_clear()
        self.tape.clear()
        self.watch.used.clear()
        answer = import_module(f"pelicart.endpoints.{name}").handler(event, None)
        used = tuple(self.watch.used)
        self.calls.append(Call(name, what, event, tuple(self.tape), used))
        return answer

    def between(self, asked: Asked, pass_on: Callable[[], Exchange]) -> Exchange:
        """Takes mails as SES does, and looks at what the table's writes take."""
        if asked.path.startswith("/v2/email"):
            return Exchange(asked, 200, (), b'{"MessageId": "bench"}')
        return self.watch.passed(asked, pass_on)


@dataclass(frozen=True, slots=True)
class Shopping:
    """The calls of a purchase and of one that is never paid; `later` is a moved clock's file."""

    calls: tuple[Call, ...]
    environment: Mapping[str, str]
    later: str

    def around(self, function: str) -> dict[str, str]:
        """The environment of a function: `reconcile` runs later, when something is due."""
        moved = {"PELICART_CLOCK": self.later} if function == "reconcile" else {}
        return {**self.environment, **moved}

    def of(self, function: str) -> Call:
        """The last call of this function: what the others led to."""
        return [call for call in self.calls if call.function == function][-1]


@contextmanager
def shopping() -> Iterator[Shopping]:
    """Records, and keeps the moved clock for as long as it is used."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        table = serve_table()
        stack.callback(table.stop)
        stripe = serve_stripe(key=KEY, webhook_secret=HOOK)
        stack.callback(stripe.stop)
        create_table(table.url, MAIN, TABLE)
        recorder = Recorder(local_client(table.url))
        stack.callback(recorder.client.delete_table, TableName=TABLE)
        aws = stack.enter_context(recording(table.url, recorder.tape, recorder.between))
        api = stack.enter_context(
            recording(stripe.url, recorder.tape, lambda _, pass_on: pass_on())
        )
        environment = _environment(aws, api)
        _publish(recorder.client)
        before = dict(os.environ)
        os.environ |= environment
        try:
            _buy(recorder, stripe.url)
            _leave(recorder, folder / LATER)
        finally:
            os.environ.clear()
            os.environ |= before
            wiring.cache_clear()
        yield Shopping(tuple(recorder.calls), environment, str(folder / LATER))


def _buy(recorder: Recorder, stripe: str) -> None:
    """Puts one thing into the cart and pays; the shopper comes back, and the provider tells."""
    ada = Browser(recorder)  # type: ignore[arg-type]
    ada.adds("MUG")
    handed = ada.orders()
    session = urlsplit(handed.location).path.rpartition("/")[2]
    with httpx.Client(base_url=stripe) as browser:
        browser.post(f"/pay/{session}", data={"action": "pay"})
        order = browser.get("/_control/ledger").json()["sessions"][0]
    ada.get(order["success_url"].removeprefix(ORIGIN))
    recorder.call(_notice({**order, "id": session, "object": "checkout.session"}))
    recorder.run("tell", _moved(recorder.client), "paid, letters")


def _leave(recorder: Recorder, clock: Path) -> None:
    """Orders, and never pays: an hour later the order is given up, its session closed."""
    bob = Browser(recorder)  # type: ignore[arg-type]
    bob.adds("LAMP")
    bob.orders()
    clock.write_text(str(2 * HOUR), "ascii")
    os.environ["PELICART_CLOCK"] = str(clock)
    recorder.run("reconcile", {}, "one unpaid order")


def _environment(aws: str, api: str) -> dict[str, str]:
    """As Lambda's."""
    return {
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL_DYNAMODB": aws,
        "AWS_ENDPOINT_URL_SESV2": aws,
        "PELICART_TABLE": TABLE,
        "PELICART_ORIGIN": ORIGIN,
        "PELICART_KEYS": f"k1:{secret('a')}",
        "PELICART_BASKET_KEY": secret("b"),
        "PELICART_MAIL": "ses",
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": HOOK,
        "STRIPE_API_BASE": api,
    }


def _publish(client: DynamoDBClient) -> None:
    live = {
        path.relative_to(LIVE.parent).as_posix(): path.read_text("utf-8")
        for path in LIVE.rglob("*.html")
    }
    shop = {**SHOP, "limits": {"seconds": 0}, "mail": {"from": "shop@shop.example"}}
    table = DynamoStore(client, TABLE)
    for write in writes(Publication("b", shop, PRODUCTS, {"en": (FRAME, TEXT)}, live)):
        table.write(write)


def _notice(subject: Mapping[str, Any]) -> dict[str, Any]:
    event = {
        "id": "evt_1", "object": "event", "type": "checkout.session.completed",
        "livemode": False, "data": {"object": subject},
    }  # fmt: skip
    body = json.dumps(event)
    return http_event("POST", "/shop/notice/stripe", body=body, headers=_signed(body))


def _signed(body: str) -> dict[str, str]:
    seal = WebhookSignature.generate_signature_header(body, HOOK, int(time.time()))
    return {"stripe-signature": seal}


def _moved(client: DynamoDBClient) -> dict[str, Any]:
    """What the stream says of the order's last move."""
    items = client.scan(TableName=TABLE)["Items"]
    (new,) = [item for item in items if item["key"].get("S", "").startswith("ORDER#")]
    old = {**new, "history": {"L": new["history"]["L"][:-1]}}
    record = {
        "eventID": "1", "eventName": "MODIFY", "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"key": new["key"]}, "NewImage": new, "OldImage": old, "SequenceNumber": "1",
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }  # fmt: skip
    return {"Records": [record]}
