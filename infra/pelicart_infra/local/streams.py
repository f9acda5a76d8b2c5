"""The table's stream as moto imitates it, mended: moto forgets records when it rolls back.

moto copies a whole table before each transaction and puts the copy in its place when one fails.
Whoever reads the stream would go on reading the table that was thrown away.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import StreamShard
from moto.dynamodbstreams.models import dynamodbstreams_backends

PREFIX = "DynamoDBStreams_"
"""What the names of the streams' operations begin with, in the header `x-amz-target`."""

ITERATORS = 100
"""Places in a stream that are remembered; moto forgets none, and each read makes one."""


class Shard(StreamShard):
    """The one shard of a table's stream. A copy of it is no more than a place to go back to."""

    def __init__(self, moto: StreamShard) -> None:
        vars(self).update(vars(moto))
        self.first = self

    def __deepcopy__(self, memo: dict[int, Any]) -> Shard:
        """Records never change: the copy shares them, so that a transaction costs no more."""
        copy = object.__new__(Shard)  # moto keeps whatever its own way makes
        vars(copy).update(vars(self), items=list(self.items))
        return copy


def mend() -> None:
    """Puts each table's first shard back where moto has rolled back; call it in turn."""
    for tables in chain.from_iterable(each.values() for each in dynamodb_backends.values()):
        for table in tables.tables.values():
            _mend(table)
    for reads in chain.from_iterable(each.values() for each in dynamodbstreams_backends.values()):
        places = reads.shard_iterators
        for name in list(islice(places, max(0, len(places) - ITERATORS))):
            del places[name]


def _mend(table: Any) -> None:  # noqa: ANN401  moto has no types
    shard = table.stream_shard
    if shard is None:
        return
    if not isinstance(shard, Shard):
        table.stream_shard = Shard(shard)
    elif shard.first is not shard:
        shard.first.items, shard.first.table = shard.items, table
        table.stream_shard = shard.first
