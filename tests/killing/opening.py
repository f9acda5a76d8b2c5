"""Opens a shop with HTTP between its parts: shopper, gateway, table, provider and its notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from tests.killing.functions import Functions, Nursery
from tests.killing.post import open_post
from tests.killing.world import CARDS_TABLE, REGION, TABLE, World
from tests.pelicart.cards import KEY
from tests.pelicart.shopfront import FRAME, LIVE, PRODUCTS, SHOP, TEXT, secret
from tests.promises.catcher import catching
from tests.promises.kinds import Kind

from pelicart.acceptance import ACCEPTED
from pelicart.publication import Publication, writes
from pelicart.store.dynamo import open_store
from pelicart_infra.local.gateway import Gateway
from pelicart_infra.local.serving import LOOPBACK, listen, server_for
from pelicart_infra.local.table import create_table, local_client, serve_table
from pelicart_infra.tables import CARDS, MAIN

BY_HAND: dict[str, dict[str, Any]] = {
    "manual": {"module": "manual", "days": 14, "payee": "Tom & Jerry", "remind": [7]},
    "sealed": {"module": "sealed", "key": KEY.written, "accept": ACCEPTED, "days": 7},
}
SITE = Path(__file__).with_name("site")


@contextmanager
def opened(name: str, kind: Kind | None, nursery: Nursery, folder: Path) -> Iterator[World]:
    """A shop that is paid by one module alone; `kind` is None for one by hand."""
    clock = folder / f"clock-{name}"
    clock.write_text("0", "ascii")
    world = World(name, Functions(nursery), clock, kind=kind)
    with ExitStack() as open_now:
        table = serve_table()
        open_now.callback(table.stop)
        open_now.callback(world.close)
        world.origin = open_now.enter_context(_gateway(world.functions))
        world.functions.environment = _environment(world, table.url)
        mail = open_now.enter_context(open_post(world.post))
        world.functions.environment["PELICART_MAIL"] = mail
        if kind:
            world.catcher = open_now.enter_context(catching(kind.taken))
            world.provider = kind.start(world.catcher.url, world.now)
            open_now.callback(world.provider.stop)
            world.functions.environment |= kind.environment(world.provider.url)
        _published(world, table.url)
        yield world


@contextmanager
def _gateway(functions: Functions) -> Iterator[str]:
    gateway = Gateway(SITE, functions.invoke)
    server = server_for(gateway, listen(0))
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://{LOOPBACK}:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _environment(world: World, table: str) -> dict[str, str]:
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL_DYNAMODB": table,
        "PELICART_TABLE": TABLE,
        "PELICART_CARDS_TABLE": CARDS_TABLE,
        "PELICART_CLOCK": str(world.clock),
        "PELICART_ORIGIN": world.origin,
        "PELICART_KEYS": f"k1:{secret('a')}",
        "PELICART_BASKET_KEY": secret("b"),
    }


def _published(world: World, table: str) -> None:
    client = local_client(table)
    for definition, name in ((MAIN, TABLE), (CARDS, CARDS_TABLE)):
        if name in client.list_tables()["TableNames"]:
            client.delete_table(TableName=name)  # of the shop before: moto has one store for all
        create_table(table, definition, name)
    live = {
        path.relative_to(LIVE.parent).as_posix(): path.read_text("utf-8")
        for path in LIVE.rglob("*.html")
    }
    method = {"module": world.name} if world.kind else BY_HAND[world.name]
    shop = {**SHOP, "origin": world.origin, "methods": {"way": method}}
    store = open_store(world.functions.environment)
    for write in writes(Publication("b", shop, PRODUCTS, {"en": (FRAME, TEXT)}, live)):
        store.write(write)
    world.first_day = world.moment()
