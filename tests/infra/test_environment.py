import pytest

from pelicart.parameters import MARK as PARAMETER
from pelicart_infra.environment import MARK, all_of, environment_of, secrets_of
from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.stage import Stage

STAGE = Stage("trial", providers=("monetico",), mail="none", settings={"MONETICO_TPE": "1"})
VALUES = {"PELICART_TABLE": "table", "PELICART_FILES": "files", "PELICART_ORIGIN": "https://a.b"}
BY_NAME = {one.name: one for one in FUNCTIONS}


def given(name, stage=STAGE, **more):
    return environment_of(BY_NAME[name], stage, VALUES, **{"cdn": True, **more})


def test_a_function_is_given_what_it_needs_of_this_stage():
    assert given("payment_notice") == {
        "PELICART_TABLE": "table",
        "PELICART_ORIGIN": "https://a.b",
        "MONETICO_TPE": "1",
        "PELICART_ORIGIN_SECRET": "ssm:/pelicart/trial/PELICART_ORIGIN_SECRET",
        "MONETICO_KEY": "ssm:/pelicart/trial/MONETICO_KEY",
    }
    assert given("tell").keys() == {
        "PELICART_TABLE", "PELICART_ORIGIN", "PELICART_MAIL", "PELICART_KEYS"
    }  # fmt: skip
    assert "PELICART_FILES" in given("order")
    assert "PELICART_FILES" not in given("cart")


def test_settings_of_a_provider_that_the_stage_has_not_stay_out():
    stage = Stage("trial", mail="none", settings={"MONETICO_TPE": "1"})
    assert "MONETICO_TPE" not in given("checkout", stage)


def test_without_a_cdn_there_is_no_secret_of_it():
    assert "PELICART_ORIGIN_SECRET" not in given("cart", cdn=False)
    assert "PELICART_ORIGIN_SECRET" in secrets_of(STAGE)
    assert "PELICART_ORIGIN_SECRET" not in secrets_of(STAGE, cdn=False)


@pytest.mark.parametrize(
    ("mail", "asked"),
    [("none", False), ("smtp://mail.example", False), ("smtps://ada@mail.example", True)],
)
def test_a_password_is_asked_for_where_somebody_logs_in(mail, asked):
    assert ("PELICART_MAIL_PASSWORD" in secrets_of(Stage("trial", mail=mail))) == asked


def test_every_secret_of_a_function_is_one_of_its_stage():
    stage = Stage(
        "trial", providers=("stripe", "monetico", "paypal", "mollie"), mail="smtp://a@b.example"
    )
    assert {name for one in FUNCTIONS for name in one.secrets} == {*secrets_of(stage)}


def test_all_of_them_together_are_what_a_command_has():
    every = {one.name: given(one.name) for one in FUNCTIONS}
    assert all_of(every) == {**given("checkout"), **given("order"), **given("reconcile")} | given(
        "payment_notice"
    )


def test_a_secret_is_named_as_the_functions_read_it():
    assert MARK == PARAMETER
