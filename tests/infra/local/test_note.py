import json
import os

import pytest

from pelicart_infra.local.note import Note, forget, running
from pelicart_infra.local.serving import listen, port_of


@pytest.fixture
def leave(tmp_path):
    def write(origin, pid=None):
        Note(pid or os.getpid(), origin, "", {}, "", {"STRIPE_SECRET_KEY": "s"}).leave(tmp_path)
        return tmp_path

    return write


def test_a_note_is_for_its_user_alone(leave):
    folder = leave("http://127.0.0.1:1")
    (note,) = folder.iterdir()
    assert note.stat().st_mode & 0o777 == 0o600
    assert json.loads(note.read_text())["environment"] == {"STRIPE_SECRET_KEY": "s"}


def test_a_demo_runs_where_somebody_listens(leave):
    with listen(0) as listener:
        origin = f"http://127.0.0.1:{port_of(listener)}"
        assert running(leave(origin)) == origin


def test_a_note_that_was_left_behind_is_no_demo(leave, tmp_path):
    assert running(tmp_path) == ""
    assert running(leave("http://127.0.0.1:1")) == ""
    (tmp_path / "demo.json").write_text("{")
    assert running(tmp_path) == ""


def test_only_ones_own_note_is_taken_away(leave):
    folder = leave("http://127.0.0.1:1", pid=1)
    forget(folder)
    assert list(folder.iterdir())
    forget(leave("http://127.0.0.1:1"))
    assert not list(folder.iterdir())
    forget(folder)
