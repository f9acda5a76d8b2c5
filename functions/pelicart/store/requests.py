"""A `Write` as the request by which DynamoDB carries it out.

Every name and value is a placeholder, so that no field collides with a reserved word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pelicart.store.attributes import to_attribute, to_attributes
from pelicart.writes import (
    SORTED_BY,
    Absent,
    AtLeast,
    Counts,
    Expectation,
    Index,
    Is,
    Within,
    Write,
)

Request = dict[str, Any]


class _Placeholders:
    """Hands out `#0` for a field and `:0` for a value, and remembers which is which."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def name(self, field: str) -> str:
        return self._names.setdefault(field, f"#{len(self._names)}")

    def value(self, value: object) -> str:
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = to_attribute(value)
        return placeholder

    def parameters(self) -> Request:
        parts: Request = {}
        if self._names:
            parts["ExpressionAttributeNames"] = {sign: name for name, sign in self._names.items()}
        if self._values:
            parts["ExpressionAttributeValues"] = self._values
        return parts


def write_request(table: str, write: Write) -> Request:
    """Arguments of PutItem, DeleteItem or UpdateItem, or of a transaction's ConditionCheck."""
    marks = _Placeholders()
    request: Request = {"TableName": table, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    if write.put is not None:
        request["Item"] = to_attributes({**write.put, "key": write.key})
    else:
        request["Key"] = to_attributes({"key": write.key})
        if not (write.checks_only or write.delete):
            request["UpdateExpression"] = _update(write, marks)
    if write.expect:
        request["ConditionExpression"] = " AND ".join(_condition(e, marks) for e in write.expect)
    return request | marks.parameters()


def transaction_request(
    table_of: Callable[[str], str], writes: tuple[Write, ...], token: str
) -> Request:
    """Arguments of TransactWriteItems; the same token within ten minutes is carried out once.

    `table_of` tells a key's table: a transaction may span several.
    """
    actions = [{_action(write): write_request(table_of(write.key), write)} for write in writes]
    return {"TransactItems": actions, "ClientRequestToken": token}


def query_request(
    table: str, index: Index, partition: str, *, upto: str | int, limit: int, newest: bool
) -> Request:
    """Arguments of Query on an index."""
    marks = _Placeholders()
    here = f"{marks.name(index)} = {marks.value(partition)}"
    until = f"{marks.name(SORTED_BY[index])} <= {marks.value(upto)}"
    return {
        "TableName": table,
        "IndexName": index,
        "KeyConditionExpression": f"{here} AND {until}",
        "Limit": limit,
        "ScanIndexForward": not newest,
        **marks.parameters(),
    }


def _action(write: Write) -> str:
    if write.put is not None:
        return "Put"
    if write.delete:
        return "Delete"
    return "ConditionCheck" if write.checks_only else "Update"


def _condition(expectation: Expectation, marks: _Placeholders) -> str:
    name = marks.name(expectation.field)
    if isinstance(expectation, Absent):
        return f"attribute_not_exists({name})"
    if isinstance(expectation, Is):
        return f"{name} IN ({', '.join(map(marks.value, expectation.values))})"
    if isinstance(expectation, Counts):
        return _counted(name, expectation.entries, marks)
    sign = ">=" if isinstance(expectation, AtLeast) else "<="
    number = f"attribute_type({name}, {marks.value('N')})"
    bounded = f"{number} AND {name} {sign} {marks.value(expectation.number)}"
    if isinstance(expectation, Within):
        return f"(attribute_not_exists({name}) OR ({bounded}))"
    return bounded


def _counted(name: str, entries: int, marks: _Placeholders) -> str:
    kind = f"attribute_type({name}, {marks.value('L')})"
    many = f"({kind} AND size({name}) = {marks.value(entries)})"
    return many if entries else f"({many} OR attribute_not_exists({name}))"


def _update(write: Write, marks: _Placeholders) -> str:
    assigned = [f"{marks.name(name)} = {marks.value(value)}" for name, value in write.set.items()]
    appended = [_append(marks.name(name), values, marks) for name, values in write.append.items()]
    added = [f"{marks.name(name)} {marks.value(number)}" for name, number in write.add.items()]
    removed = [marks.name(name) for name in write.remove]
    clauses: Mapping[str, list[str]] = {
        "SET": assigned + appended, "ADD": added, "REMOVE": removed,
    }  # fmt: skip
    return " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)


def _append(name: str, values: object, marks: _Placeholders) -> str:
    return f"{name} = list_append(if_not_exists({name}, {marks.value([])}), {marks.value(values)})"
