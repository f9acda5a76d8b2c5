import json
import logging

import pytest
from werkzeug.test import Client

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local.invoke import FunctionFailed, Functions, NoAnswer
from pelicart_infra.local.runner import Runner, resolve
from pelicart_infra.local.serving import listen, port_of

INVOKE = "/2015-03-31/functions/{}/invocations"


def echo(event, context):
    return {"statusCode": 200, "event": event, "function": context.function_name}


def crash(_event, _context):
    raise RuntimeError("on purpose")


@pytest.fixture
def runner():
    return Runner({"echo": echo, "crash": crash, "odd": lambda _e, _c: object()}, {"echo": 10})


def test_an_event_goes_in_and_an_answer_comes_out_as_json(runner):
    response = Client(runner).post(INVOKE.format("echo"), data=json.dumps({"a": ["é", 1]}))
    assert response.json == {"statusCode": 200, "event": {"a": ["é", 1]}, "function": "echo"}
    assert "X-Amz-Function-Error" not in response.headers


@pytest.mark.parametrize(("name", "kind"), [("crash", "RuntimeError"), ("odd", "TypeError")])
def test_a_handler_that_fails_is_told_from_one_that_answers(runner, name, kind):
    response = Client(runner).post(INVOKE.format(name), data="{}")
    assert (response.status_code, response.json["errorType"]) == (200, kind)
    assert response.headers["X-Amz-Function-Error"] == "Unhandled"


def test_an_unknown_function_is_not_found(runner):
    response = Client(runner).post(INVOKE.format("nothing"), data="{}")
    assert (response.status_code, response.headers["X-Amzn-ErrorType"]) == (
        404,
        "ResourceNotFoundException",
    )


def test_an_event_that_is_no_json_runs_nothing(runner):
    assert Client(runner).post(INVOKE.format("crash"), data="{").status_code == 400


def test_an_event_over_six_megabytes_runs_nothing(runner):
    assert Client(runner).post(INVOKE.format("crash"), data=b" " * 6_291_457).status_code == 413


def test_the_log_names_the_function_and_holds_nothing_of_the_event(runner, caplog):
    with caplog.at_level(logging.INFO):
        Client(runner).post(INVOKE.format("echo"), data='{"rawPath": "/shop/order/canary"}')
    assert "echo" in caplog.text
    assert "canary" not in caplog.text


def test_a_context_counts_down_to_its_timeout(runner):
    seen = []
    slow = Runner({"f": lambda _e, context: seen.append(context.get_remaining_time_in_millis())})
    Client(slow).post(INVOKE.format("f"), data="{}")
    assert 2000 < seen[0] <= 3000


def test_functions_are_called_over_http(runner, serving):
    with serving(runner) as url:
        assert Functions(url).invoke("echo", {"a": 1})["event"] == {"a": 1}
        with pytest.raises(FunctionFailed):
            Functions(url).invoke("crash", {})
        with pytest.raises(FunctionFailed):
            Functions(url).invoke("nothing", {})


def test_a_process_that_is_gone_gives_no_answer():
    with listen(0) as listener:
        url = f"http://127.0.0.1:{port_of(listener)}"
    with pytest.raises(NoAnswer):
        Functions(url).invoke("echo", {})


def test_handlers_are_found_by_their_string():
    assert resolve("json:dumps") is json.dumps
    with pytest.raises(AttributeError):
        resolve("json:nothing")
    assert len({function.name for function in FUNCTIONS}) == len(FUNCTIONS)
