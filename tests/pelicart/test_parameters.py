"""Secrets kept in the parameter store, read by name as a function starts."""

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pelicart.errors import Misconfigured
from pelicart.parameters import resolved

NAMES = [f"/shop/secret-{number}" for number in range(12)]


@pytest.fixture(scope="module")
def parameter_store():
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL_SSM": f"http://{host}:{port}",
    }
    client = boto3.client(
        "ssm",
        region_name="eu-west-1",
        endpoint_url=environment["AWS_ENDPOINT_URL_SSM"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    for name in NAMES:
        client.put_parameter(Name=name, Value=f"value of {name}", Type="SecureString")
    client.close()
    yield environment
    server.stop()


def test_a_name_in_the_environment_becomes_what_the_parameter_holds(parameter_store):
    environment = {**parameter_store, "STRIPE_SECRET_KEY": f"ssm:{NAMES[0]}", "OTHER": "as it is"}
    found = resolved(environment)
    assert found["STRIPE_SECRET_KEY"] == f"value of {NAMES[0]}"
    assert found["OTHER"] == "as it is"


def test_more_names_than_one_call_takes_are_all_read_and_a_name_may_serve_twice(parameter_store):
    environment = {f"SECRET_{number}": f"ssm:{name}" for number, name in enumerate(NAMES)}
    found = resolved({**parameter_store, **environment, "AGAIN": f"ssm:{NAMES[3]}"})
    assert [found[name] for name in environment] == [f"value of {name}" for name in NAMES]
    assert found["AGAIN"] == f"value of {NAMES[3]}"


def test_a_parameter_that_is_not_there_is_named(parameter_store):
    with pytest.raises(Misconfigured, match="/shop/forgotten"):
        resolved({**parameter_store, "A": "ssm:/shop/forgotten", "B": f"ssm:{NAMES[0]}"})


def test_a_store_that_does_not_answer_is_told_without_a_name_or_value(parameter_store):
    gone = {**parameter_store, "AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:9"}
    with pytest.raises(Misconfigured, match="gave no answer"):
        resolved({**gone, "A": f"ssm:{NAMES[0]}"})


def test_without_a_name_nobody_is_asked():
    environment = {"STRIPE_SECRET_KEY": "sk_test_1"}
    assert resolved(environment) == environment
