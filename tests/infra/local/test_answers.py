import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from pelicart_infra.local.answers import Malformed, response_from


def test_status_headers_cookies_and_text_arrive_as_given():
    response = response_from(
        {
            "statusCode": 303,
            "headers": {"location": "/shop/cart", "content-type": "text/html; charset=utf-8"},
            "cookies": ["a=1; Path=/", "b=2; HttpOnly"],
            "body": "é漢",
        }
    )
    assert response.status_code == 303
    assert response.headers["Location"] == "/shop/cart"
    assert response.headers.getlist("Set-Cookie") == ["a=1; Path=/", "b=2; HttpOnly"]
    assert response.get_data() == "é漢".encode()


def test_a_location_stays_as_relative_as_it_was():
    environ = EnvironBuilder(base_url="http://functions.invalid").get_environ()
    _, _, headers = run_wsgi_app(
        response_from({"statusCode": 303, "headers": {"location": "/shop/cart"}}), environ
    )
    assert headers["Location"] == "/shop/cart"


def test_a_base64_body_arrives_as_bytes():
    answer = {"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}
    assert response_from(answer).get_data() == b"\x00\xff"


@pytest.mark.parametrize(
    "answer",
    [
        None, [], {}, {"statusCode": "200"}, {"statusCode": 200, "headers": {"a": 1}},
        {"statusCode": 200, "cookies": [1]}, {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "body": "*", "isBase64Encoded": True},
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(Malformed):
        response_from(answer)
