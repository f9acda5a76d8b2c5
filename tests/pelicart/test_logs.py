import json
import logging

from pelicart.logs import log, log_crash


def test_each_field_of_a_line_stands_beside_it_for_filters(caplog):
    caplog.set_level(logging.INFO)
    log(logging.ERROR, "review", order="A1", why="amount")
    (record,) = caplog.records
    assert json.loads(record.message) == {"event": "review", "order": "A1", "why": "amount"}
    assert (record.event, record.order, record.why) == ("review", "A1", "amount")


def test_a_crash_tells_no_value(caplog):
    try:
        int("ada@example.com")
    except ValueError as crash:
        log_crash(crash, order="A1")
    (record,) = caplog.records
    assert (record.event, record.error, record.order) == ("crash", "ValueError", "A1")
    assert "ada" not in record.message
