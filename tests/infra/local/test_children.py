import os
import signal
import socket
import textwrap

import pytest

from pelicart_infra.local.children import ChildFailed, Family


@pytest.fixture
def start(tmp_path, monkeypatch):
    """A family in a folder whose modules are written by the test."""
    monkeypatch.setattr("pelicart_infra.local.children.PATIENCE", 10)
    with Family(tmp_path, tmp_path) as family:

        def run(source, *arguments, descriptors=()):
            (tmp_path / "grown.py").write_text(textwrap.dedent(source))
            env = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUNBUFFERED": "1"}
            child = family.start("grown", "grown", *arguments, env=env, descriptors=descriptors)
            return family, child

        yield run


def test_a_child_says_where_it_is(start):
    _, child = start("import time\nprint('hello\\nready http://a:1')\ntime.sleep(60)")
    assert child.url() == "http://a:1"
    assert "hello" in child.log.read_text()


def test_a_child_that_ends_before_it_is_ready_gives_its_last_words(start):
    _, child = start("import sys\nprint('this went wrong')\nsys.exit(3)")
    with pytest.raises(ChildFailed, match=r"grown did not start.\n  this went wrong"):
        child.url()


def test_a_child_that_never_becomes_ready_is_given_up(start, monkeypatch):
    monkeypatch.setattr("pelicart_infra.local.children.PATIENCE", 0.2)
    _, child = start("import time\ntime.sleep(60)")
    with pytest.raises(ChildFailed, match="did not start"):
        child.url()


def test_work_that_is_done_is_no_fall(start):
    family, child = start("print('done')")
    family.finish(child, 10)
    assert family.fallen() is None


def test_work_that_fails_says_why(start):
    family, child = start("raise SystemExit('no such thing')")
    with pytest.raises(ChildFailed, match="no such thing"):
        family.finish(child, 10)


def test_work_that_takes_too_long_is_given_up(start):
    family, child = start("import time\ntime.sleep(60)")
    with pytest.raises(ChildFailed, match="took over 0 s"):
        family.finish(child, 0.2)


def test_a_child_that_fell_is_noticed(start):
    family, child = start("import time\nprint('ready x')\ntime.sleep(60)")
    child.url()
    assert family.fallen() is None
    child.process.kill()
    child.process.wait()
    assert family.fallen() is child


def test_a_child_inherits_the_socket_it_was_given_and_no_other(start):
    source = """
        import socket, sys
        mine = socket.socket(fileno=int(sys.argv[1]))
        try:
            socket.socket(fileno=int(sys.argv[2]))
        except OSError:
            print("ready", mine.getsockname()[1])
    """
    with (
        socket.create_server(("127.0.0.1", 0)) as given,
        socket.create_server(("127.0.0.1", 0)) as kept,
    ):
        numbers = (str(given.fileno()), str(kept.fileno()))
        _, child = start(source, *numbers, descriptors=[given.fileno()])
        assert child.url() == str(given.getsockname()[1])


def test_a_child_that_will_not_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("pelicart_infra.local.children.PARTING", 0.2)
    (tmp_path / "stubborn.py").write_text(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('ready x', flush=True)\ntime.sleep(60)"
    )
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with Family(tmp_path, tmp_path) as family:
        child = family.start("stubborn", "stubborn", env=env)
        child.url()
    assert child.process.returncode == -signal.SIGKILL
