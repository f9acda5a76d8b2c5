import os
import signal
import subprocess
import sys
import textwrap

import pytest

LEASH = [sys.executable, "-m", "pelicart_infra.local.leash"]


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Makes a module that children can run by name."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)

    def make(source):
        (tmp_path / "leashed.py").write_text(textwrap.dedent(source))
        return "leashed"

    return make


def test_a_child_ends_when_its_parent_lets_go(module):
    child = subprocess.Popen(
        [*LEASH, module("import time\nprint('up', flush=True)\ntime.sleep(60)")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout.readline() == b"up\n"
        child.stdin.close()
        assert child.wait(60) == -signal.SIGTERM


def test_a_child_ends_when_its_parent_is_killed(module):
    name = module("import time\nprint('up', flush=True)\ntime.sleep(60)")
    source = f"""
        import subprocess, time
        subprocess.Popen({[*LEASH, name]!r}, stdin=subprocess.PIPE)
        time.sleep(60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source)], stdout=subprocess.PIPE
    )
    with parent:
        assert parent.stdout.readline() == b"up\n"
        parent.kill()
        # The child holds the pipe too: it is at its end only when both are gone.
        parent.communicate(timeout=60)


def test_a_child_gets_its_arguments_and_gives_its_exit_code(module):
    name = module("import sys\nprint(sys.argv[1:], __name__)\nsys.exit(3)")
    child = subprocess.Popen(
        [*LEASH, name, "-a", "b"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout.read() == b"['-a', 'b'] __main__\n"
        assert child.wait(60) == 3
