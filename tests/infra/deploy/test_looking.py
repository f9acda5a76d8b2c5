"""What is said before anything is built or installed for a stage."""

import pytest

from pelicart_infra.deploy import __main__ as command


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch):
    def built(*_, **__):
        raise AssertionError("a look builds nothing")

    for name in ("deploy", "destroy", "Cdk"):
        monkeypatch.setattr(command, name, built)


@pytest.fixture
def stages(tmp_path):
    (tmp_path / "trial.toml").write_text('sender = "shop.example"\n', "utf-8")
    return f"stages={tmp_path}"


def test_a_stage_must_be_named(capsys):
    assert command.main(["look", ""]) == 1
    assert "STAGE=staging" in capsys.readouterr().err


def test_a_stage_without_a_file_is_told(stages, capsys):
    assert command.main(["look", "nowhere", "--context", stages]) == 1
    assert "there is no such stage" in capsys.readouterr().err


def test_without_a_region_it_says_where_one_is_written(stages, monkeypatch, capsys):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert command.main(["look", "trial", "--context", stages]) == 1
    assert "No region" in capsys.readouterr().err


def test_a_stage_that_can_be_entered_is_fine(stages, monkeypatch):
    entered = []
    monkeypatch.setattr(command, "enter", entered.append)
    assert command.main(["look", "trial", "--context", stages]) == 0
    assert [stage.name for stage in entered] == ["trial"]
