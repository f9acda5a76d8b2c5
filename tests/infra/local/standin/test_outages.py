import json
import time

import pytest
from werkzeug import Response

from pelicart_infra.local.standin import Modes
from pelicart_infra.local.standin.outages import outage

DOWN = Response("down", 503)


def test_as_usual_there_is_none():
    assert outage(Modes(), DOWN) is None


def test_being_down_is_told_in_the_providers_own_way():
    assert outage(Modes(api="down"), DOWN) is DOWN


def test_a_slow_answer_takes_its_time_and_then_comes():
    before = time.monotonic()
    assert outage(Modes(api="slow", delay=0.05), DOWN) is None
    assert time.monotonic() - before >= 0.05


@pytest.mark.parametrize(("mode", "kind"), [("html", "text/html"), ("garbage", "application/json")])
def test_what_is_no_answer_comes_as_a_success(mode, kind):
    answer = outage(Modes(api=mode), DOWN)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    with pytest.raises(ValueError):
        json.loads(answer.data)
