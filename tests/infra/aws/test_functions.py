import pytest
from tests.infra.aws.templates import SMALL, WHOLE, of_type

from pelicart_infra.environment import environment_of
from pelicart_infra.functions import FUNCTIONS


def functions(template):
    return {one["FunctionName"]: one for one in of_type(template, "Lambda::Function").values()}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_a_function_runs_what_its_data_says(whole, function):
    made = functions(whole)[f"pelicart-whole-{function.name}"]
    assert made["Handler"] == f"pelicart.endpoints.{function.name}.handler"
    assert (made["Runtime"], made["Architectures"]) == ("python3.13", ["arm64"])
    assert made["Timeout"] == function.timeout
    assert made["LoggingConfig"]["LogFormat"] == "JSON"
    assert made.get("ReservedConcurrentExecutions") == WHOLE.concurrency.get(function.name)
    assert made["TracingConfig"] == {"Mode": "Active"}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_a_function_is_given_its_own_environment(whole, function):
    given = functions(whole)[f"pelicart-whole-{function.name}"]["Environment"]["Variables"]
    values = dict.fromkeys(
        ("PELICART_TABLE", "PELICART_CARDS_TABLE", "PELICART_ORIGIN", "PELICART_FILES"), "any"
    )
    expected = environment_of(function, WHOLE, values, cdn=True)
    assert given.keys() == expected.keys()
    assert {key: value for key, value in given.items() if expected[key] != "any"} == {
        key: value for key, value in expected.items() if value != "any"
    }


def test_tracing_and_reserves_are_left_out_unless_asked_for(small):
    for made in functions(small).values():
        assert "TracingConfig" not in made
        assert "ReservedConcurrentExecutions" not in made


def test_each_function_has_a_log_and_a_role_of_its_own(whole):
    logs = {one["LogGroupName"]: one for one in of_type(whole, "Logs::LogGroup").values()}
    names = {f"/pelicart/whole/{one}" for one in ("api", *(one.name for one in FUNCTIONS))}
    assert logs.keys() == names
    assert {one["RetentionInDays"] for one in logs.values()} == {WHOLE.log_days}
    made = functions(whole).values()
    for part in (lambda one: one["Role"], lambda one: one["LoggingConfig"]["LogGroup"]):
        assert len({str(part(one)) for one in made}) == len(FUNCTIONS)


def test_an_imitation_of_aws_may_be_told_of(elsewhere):
    for made in functions(elsewhere).values():
        variables = made["Environment"]["Variables"]
        assert variables["AWS_ENDPOINT_URL_SSM"] == "http://ssm.example"


def test_without_a_cdn_nobody_asks_for_its_secret(without_cdn, small):
    def asks(template):
        return [
            name
            for name, one in functions(template).items()
            if "PELICART_ORIGIN_SECRET" in one["Environment"]["Variables"]
        ]

    assert asks(without_cdn) == []
    assert len(asks(small)) == len([one for one in FUNCTIONS if one.routes])
    assert SMALL.providers == ("stripe",)
