"""Runs the functions that hear of changes in the table, as Lambda's event source mapping does.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3

from pelicart_infra.functions import FUNCTIONS, Function
from pelicart_infra.local.invoke import FunctionFailed, Functions, NoAnswer

BATCH = 10
TRIES = 4
"""Times that a record is tried before it is given up; on AWS it then goes to a queue."""

POLL, PAUSE = 0.3, 0.2
"""Seconds between looks at the stream, and before the first record that failed comes again."""

SELDOM, IDLE = 1.0, 30
"""Seconds between looks once so many have found nothing: a demo that nobody uses costs little."""

Record = Mapping[str, Any]


def records(client: Any, table: str) -> Iterator[list[Record]]:  # noqa: ANN401  boto3's client
    """What is new at each look, from the very first; never ends. Shaped as in Lambda's event."""
    (stream,) = client.list_streams(TableName=table)["Streams"]
    arn = stream["StreamArn"]
    (shard,) = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    at = client.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    while True:
        answer = client.get_records(ShardIterator=at)
        yield [_event_record(record, arn) for record in answer["Records"]]
        at = answer["NextShardIterator"]


def _event_record(record: Mapping[str, Any], arn: str) -> Record:
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    about = {"awsRegion": arn.split(":")[3], "eventSourceARN": arn}
    return {**record, **about, "dynamodb": change}


@dataclass(frozen=True, slots=True)
class Listener:
    """One function and what it is told: changes of the items whose keys it asked for, in turn."""

    functions: Functions
    function: Function
    sleep: Callable[[float], None] = time.sleep

    def hear(self, news: Sequence[Record]) -> None:
        """Returns once each of them was taken, or given up."""
        ours = [one for one in news if _key(one).startswith(self.function.stream)]
        for start in range(0, len(ours), BATCH):
            self._hear(ours[start : start + BATCH])

    def _hear(self, batch: Sequence[Record]) -> None:
        """The first record that fails is tried again with all behind it, then passed over."""
        failing, tries = "", 0
        while batch := self._left(batch):
            tries = tries + 1 if _number(batch[0]) == failing else 1
            failing = _number(batch[0])
            if tries < TRIES:
                self.sleep(PAUSE * 2 ** (tries - 1))
            else:
                print(f"{self.function.name} gave up record {failing}", file=sys.stderr, flush=True)
                batch = batch[1:]

    def _left(self, batch: Sequence[Record]) -> Sequence[Record]:
        """What has to come again: all from the first that failed on."""
        if not batch:
            return batch
        try:
            event = {"Records": batch}
            answer = self.functions.invoke(self.function.name, event, self.function.timeout)
        except (FunctionFailed, NoAnswer):
            return batch
        failed = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
        named = {one.get("itemIdentifier") for one in failed or ()}
        if not named <= {_number(one) for one in batch}:
            return batch  # it names what it wasn't given: to AWS, as if all had failed
        first = [at for at, one in enumerate(batch) if _number(one) in named]
        return batch[first[0] :] if first else ()


def _key(record: Record) -> str:
    return str(record["dynamodb"]["Keys"]["key"]["S"])


def _number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def main() -> None:
    """Passes changes on until it is ended; says `ready <table>` once it listens."""
    parser = argparse.ArgumentParser(description="The table's stream, for Pelicart.")
    parser.add_argument("--functions", required=True, help="address of the functions' process")
    functions = Functions(parser.parse_args().functions)
    table, url = os.environ["PELICART_TABLE"], os.environ["AWS_ENDPOINT_URL_DYNAMODB"]
    listeners = [Listener(functions, function) for function in FUNCTIONS if function.stream]
    looks = records(boto3.client("dynamodbstreams", endpoint_url=url), table)
    print(f"ready {table}", flush=True)
    idle = 0
    for news in looks:
        for listener in listeners:
            listener.hear(news)
        idle = 0 if news else idle + 1
        if idle:
            time.sleep(POLL if idle < IDLE else SELDOM)


if __name__ == "__main__":
    main()
