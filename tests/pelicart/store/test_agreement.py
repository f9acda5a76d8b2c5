"""The same random writes on DynamoDB's stand-ins and in memory: the same items, refusals, lists."""

import pytest
from hypothesis import given, settings
from tests.pelicart.store.random_writes import KEYS, steps

from pelicart.store.dynamo import DynamoStore
from pelicart.store.memory import MemoryStore
from pelicart.writes import Refused, Write


def outcome(store, batch, *, alone):
    try:
        if alone and not batch[0].checks_only:
            return store.write(batch[0])
        return store.write_all(batch)
    except Refused as refused:
        return refused.items


def compared(dynamo, examples, figure, where):
    """Lets random steps be done by both; counts the writes that were compared."""
    made = refused = asked = 0

    @settings(max_examples=examples, deadline=None)
    @given(steps)
    def agree(script):
        nonlocal made, refused, asked
        memory = MemoryStore()
        dynamo.write_all([Write(key, delete=True) for key in KEYS])
        for batch, alone, (query, bounds) in script:
            here, there = (outcome(store, batch, alone=alone) for store in (memory, dynamo))
            assert typed(here) == typed(there)
            assert typed(dynamo.read(KEYS)) == typed(memory.read(KEYS))
            assert dynamo.query(*query, **bounds) == memory.query(*query, **bounds)
            made += 1 if alone else len(batch)
            refused += isinstance(here, tuple)
            asked += 1

    agree()
    figure(f"random writes on {where} and in memory", f"{made}, {refused} refusals, {asked} lists")
    assert refused
    assert asked > refused


def test_memory_and_the_local_table_agree(table_client, fresh_table, fresh_cards, figure):
    compared(DynamoStore(table_client, fresh_table, fresh_cards), 20, figure, "moto")


@pytest.mark.slow
def test_memory_and_the_local_table_agree_for_long(table_client, fresh_table, fresh_cards, figure):
    compared(DynamoStore(table_client, fresh_table, fresh_cards), 500, figure, "moto")


@pytest.mark.slow
def test_memory_and_ministack_agree(ministack_tables, figure):
    compared(ministack_tables, 500, figure, "ministack")


def typed(data):
    """Tells True from 1, which `==` doesn't."""
    match data:
        case dict():
            return {name: typed(value) for name, value in data.items()}
        case list() | tuple():
            return [typed(value) for value in data]
    return repr(data)
