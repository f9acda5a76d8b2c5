"""A publication as items of the table, compared as such; written in the order that orders need.

Stock comes before its product and all products before `SHOP`, whose build id tells that they are
there. Counters are made where there is none, and never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from pelicart.order import product_key, stock_key
from pelicart.publication import Publication, product_of, put_product, writes
from pelicart.quote import canonical
from pelicart.store.limits import MOST
from pelicart.writes import Refused, Store, Write
from pelicart_command.publishing.diff import Difference, difference
from pelicart_command.publishing.parallel import in_parallel
from pelicart_command.publishing.table import patiently
from pelicart_command.withdrawal import published_now, published_skus

_PRODUCT, _STOCK = product_key(""), stock_key("")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Items:
    """What is to be written: each product after its counters; then the rest, in this order.

    `withdrawn` are SKUs of products that are sold no more.
    """

    products: tuple[tuple[Write, ...], ...]
    rest: tuple[Write, ...]
    withdrawn: tuple[str, ...]

    def __len__(self) -> int:
        return sum(map(len, self.products)) + len(self.rest) + len(self.withdrawn)


def items_due(
    store: Store, known: Sequence[Publication], wanted: Publication, *, uncertain: bool
) -> Items:
    """What makes the table that of `wanted`, if each item is as in one of `known`.

    `uncertain`: none may be, so that the table is asked about each that might have to be written.
    """
    wanted_writes = [*writes(wanted), published_now(wanted)]
    states = [{one.key: _told(one) for one in _all(publication)} for publication in known]
    apart = difference(states, {one.key: _told(one) for one in wanted_writes})
    differing = set(apart.send)
    due = [one for one in wanted_writes if one.key in differing]
    if uncertain:
        due = list(_not_there(store, due))
    return Items(
        products=tuple(_grouped(one for one in due if one.key.startswith((_PRODUCT, _STOCK)))),
        rest=tuple(one for one in due if not one.key.startswith((_PRODUCT, _STOCK))),
        withdrawn=_withdrawn(store, apart, wanted),
    )


def send_items(
    open_store: Callable[[], Store], items: Items, sent: Callable[[], None], workers: int
) -> None:
    """Writes them; each thread has a store of its own, for one takes one request at a time.

    `open_store` is asked before every write, and before every repetition of one.
    """

    def withdraw(sku: str) -> None:
        _withdraw(open_store, sku)
        sent()

    def product(some: Sequence[Write]) -> None:
        for write in some:
            _write(open_store, write)
            sent()

    in_parallel(withdraw, items.withdrawn, workers)
    in_parallel(product, items.products, workers)
    for write in items.rest:
        product((write,))


def _all(publication: Publication) -> list[Write]:
    return [*writes(publication), published_now(publication)]


def _told(write: Write) -> str:
    """What an item says; a counter is there or not, whatever it counts."""
    return "" if write.expect else canonical(write.put)


def _grouped(due: Iterable[Write]) -> Iterator[tuple[Write, ...]]:
    """A product with the counters before it; counters alone belong to one that is as it was."""
    some: list[Write] = []
    for one in due:
        some.append(one)
        if one.key.startswith(_PRODUCT):
            yield tuple(some)
            some = []
    if some:
        yield tuple(some)


def _not_there(store: Store, due: Sequence[Write]) -> Iterator[Write]:
    """Those that the table hasn't as they are to be."""
    for some in _batches(due):
        there = store.read(list(dict.fromkeys(one.key for one in some)))
        for one in some:
            found = there.get(one.key)
            if not found or not (one.expect or canonical(found) == canonical(one.put)):
                yield one


def _withdrawn(store: Store, apart: Difference[str], wanted: Publication) -> tuple[str, ...]:
    """Products known before, or listed in the table, that aren't wanted."""
    sold = {product.sku for product in wanted.products}
    gone = [key.removeprefix(_PRODUCT) for key in apart.gone if key.startswith(_PRODUCT)]
    return tuple(sorted({*gone, *published_skus(store)} - sold))


def _withdraw(open_store: Callable[[], Store], sku: str) -> None:
    """Keeps a product, so that carts can name it, but unsellable."""
    item = patiently(lambda: open_store().read([product_key(sku)])).get(product_key(sku))
    product = product_of(item) if item else None
    if product and product.orderable:
        gone = put_product(replace(product, orderable=False))
        patiently(lambda: open_store().write(gone))


def _write(open_store: Callable[[], Store], write: Write) -> None:
    try:
        patiently(lambda: open_store().write(write))
    except Refused:
        if not write.expect:
            raise
        # A stock counter that is there counts what was sold since: it stays.


def _batches(many: Iterable[T]) -> Iterator[list[T]]:
    left = iter(many)
    while some := list(islice(left, MOST)):
        yield some
