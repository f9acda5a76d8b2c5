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


def test_no_field_is_called_so_that_its_line_is_lost(caplog):
    log(logging.ERROR, "crash", name="A1", module="stripe", message="none", asctime="never")
    (record,) = caplog.records
    assert json.loads(record.getMessage())["module"] == "stripe"
    assert (record.event, record.name) == ("crash", "pelicart")
