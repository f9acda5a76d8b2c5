from contextlib import suppress

import pytest

from pelicart_command.publishing import progress as module
from pelicart_command.publishing.progress import progress


@pytest.fixture
def looked_at(monkeypatch):
    monkeypatch.setattr(module, "watched", lambda: True)
    monkeypatch.setattr(module, "EVERY", -1)


def test_a_log_has_a_line_for_each_part(capsys):
    with progress("Pages", 3) as sent:
        for _ in range(3):
            sent()
    assert capsys.readouterr().out == "Pages               3 of 3\n"


def test_a_log_hears_of_a_long_part_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr(module, "SELDOM", -1)
    with progress("Pages", 2000) as sent:
        sent()
    assert (
        capsys.readouterr().out
        == "Pages               1 of 2,000\nPages               1 of 2,000\n"
    )


@pytest.mark.usefixtures("looked_at")
def test_on_a_terminal_one_line_counts(capsys):
    with progress("Pages", 2) as sent:
        sent()
        sent()
    assert capsys.readouterr().out == (
        "\rPages               1 of 2\rPages               2 of 2\rPages               2 of 2\n"
    )


def test_where_there_is_nothing_to_do_nothing_is_said(capsys):
    with progress("Pages", 0):
        pass
    assert capsys.readouterr().out == ""


def test_of_a_run_that_was_stopped_it_says_how_far_it_came(capsys):
    with suppress(KeyboardInterrupt), progress("Pages", 5) as sent:
        sent()
        raise KeyboardInterrupt
    assert capsys.readouterr().out == "Pages               1 of 5\n"
