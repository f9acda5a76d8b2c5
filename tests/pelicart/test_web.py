import json
import logging

import pytest
from tests.pelicart.shopfront import http_event

from pelicart import errors
from pelicart.errors import BadForm, NotFound, PelicartError, ProviderDown, WrongMethod
from pelicart.web import STATUSES, Edge, Response, headers, page, plain, see_other, serve

ALWAYS = {"x-always": "yes"}
EVENT = http_event("GET", "/shop/cart")


def bare(wrong, status, _request):
    return plain(status, wrong.code)


def served(run, error=bare):
    return serve(EVENT, run, Edge(lambda: ALWAYS, error))


def raising(failure):
    def run(_request):
        raise failure

    return run


def test_an_answer_carries_the_headers_of_every_answer():
    answer = served(lambda _: page("<p>", "a=1"))
    assert answer["headers"] == {**ALWAYS, "content-type": "text/html; charset=utf-8"}
    assert (answer["statusCode"], answer["cookies"], answer["body"]) == (200, ["a=1"], "<p>")


def test_a_redirect_asks_for_another_page():
    answer = served(lambda _: see_other("/shop/cart"))
    assert (answer["statusCode"], answer["headers"]["location"]) == (303, "/shop/cart")


@pytest.mark.parametrize(
    "error",
    [
        error
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, PelicartError)
    ],
)
def test_every_error_has_its_status(error):
    made = error({"field": "missing"}) if issubclass(error, BadForm) else error()
    answer = served(raising(made))
    assert answer["statusCode"] == STATUSES.get(error.code, 500)
    assert answer["headers"].items() >= ALWAYS.items()


def test_statuses_stand_for_errors_that_exist():
    codes = {error.code for error in vars(errors).values() if hasattr(error, "code")}
    assert STATUSES.keys() - codes == {"refused"}


def test_the_methods_allowed_are_told():
    assert served(raising(WrongMethod("GET", "POST")))["headers"]["allow"] == "GET, POST"


def test_a_crash_is_an_error_of_500_that_tells_where_but_not_what(caplog):
    answer = served(raising(ValueError("ada@shop.example")))
    assert (answer["statusCode"], answer["body"]) == (500, "error")
    (record,) = caplog.records
    told = json.loads(record.message)
    assert (record.levelno, told["event"], told["error"]) == (logging.ERROR, "crash", "ValueError")
    assert told["at"].startswith("test_web.py:")
    assert "ada@shop.example" not in caplog.text


def test_a_page_that_breaks_leaves_the_status(caplog):
    def broken(_wrong, _status, _request):
        raise KeyError("ada@shop.example")

    answer = served(raising(NotFound()), broken)
    assert (answer["statusCode"], answer["body"]) == (410, "not-found")
    assert answer["headers"].items() >= ALWAYS.items()
    assert "ada@shop.example" not in caplog.text


def test_ids_of_any_name_can_be_told(caplog):
    caplog.set_level(logging.INFO)
    failure = ProviderDown("", status=500, request="req_1", level=1, code="x", event="y", method=2)
    assert served(raising(failure))["statusCode"] == 503
    told = json.loads(caplog.records[0].message)
    assert (told["event"], told["status"], told["request"]) == ("provider-down", 500, "req_1")
    assert (told["method"], told["request_id"], told["answered"]) == ("GET", "request-1", 503)


def test_only_what_is_ours_to_mend_is_an_error_in_the_log(caplog):
    caplog.set_level(logging.INFO)
    served(raising(NotFound()))
    served(raising(errors.Misconfigured()))
    assert [record.levelname for record in caplog.records] == ["INFO", "ERROR"]


def test_an_event_that_is_none_is_a_bad_request():
    assert serve({}, lambda _: Response(200), Edge(lambda: ALWAYS, bare))["statusCode"] == 400


def test_the_policy_lets_forms_go_to_the_shop_and_to_its_providers():
    policy = headers(("https://a.example", "https://b.example"), https=True)
    assert (
        "form-action 'self' https://a.example https://b.example;"
        in (policy["content-security-policy"])
    )
    assert "unsafe" not in policy["content-security-policy"]


def test_only_a_shop_on_https_insists_on_it():
    over, local = headers((), https=True), headers((), https=False)
    assert "strict-transport-security" in over
    assert "upgrade-insecure-requests" in over["content-security-policy"]
    assert "strict-transport-security" not in local
    assert "upgrade" not in local["content-security-policy"]
