import hashlib
import shutil
import subprocess
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.lock import Pin
from pelicart_infra.bundle.target import Target
from pelicart_infra.bundle.wanted import wanted
from pelicart_infra.bundle.wheels import from_wheels

LAMBDA = Target("3.13", "arm64")
NAME = "thing-1.0-py3-none-any.whl"


def a_wheel(path):
    with ZipFile(path, "w") as archive:
        archive.writestr("thing/__init__.py", "x = 1\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def pip(monkeypatch, tmp_path):
    """What pip was called with; it puts a wheel where it is told to."""
    calls = []
    digest = a_wheel(tmp_path / NAME)

    def run(command, **_more):
        calls.append(command)
        into = command[command.index("--dest") + 1]
        shutil.copy(tmp_path / NAME, into)
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    return SimpleNamespace(calls=calls, digest=digest)


def test_a_wheel_is_downloaded_once_by_its_hash_for_the_target_alone(pip, tmp_path):
    pin = Pin("thing", "1.0", (pip.digest,))
    for _ in range(2):
        found = from_wheels([pin], LAMBDA, tmp_path / "cache")
    assert found == {"thing": {"thing/__init__.py": b"x = 1\n"}}
    (command,) = pip.calls
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= set(command)
    platforms = [command[n + 1] for n, part in enumerate(command) if part == "--platform"]
    assert platforms[0] == "manylinux_2_34_aarch64"
    assert platforms[-1] == "manylinux2014_aarch64"
    assert command[command.index("--python-version") + 1] == "3.13"


def test_a_wheel_that_was_altered_in_the_cache_is_not_used(pip, tmp_path):
    with pytest.raises(NoBundle, match="not with a hash of the lock"):
        from_wheels([Pin("thing", "1.0", ("0" * 64,))], LAMBDA, tmp_path / "cache")


def test_a_download_that_fails_says_what_pip_said(monkeypatch, tmp_path):
    failed = SimpleNamespace(returncode=1, stderr="no matching distribution")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(NoBundle, match="no matching distribution"):
        from_wheels([Pin("thing", "1.0", ("0" * 64,))], LAMBDA, tmp_path)


@pytest.mark.parametrize(
    ("path", "shipped"),
    [
        ("thing/__init__.py", True),
        ("thing/data.json", True),
        ("thing/_native.abi3.so", True),
        ("_top.so", True),
        ("thing/py.typed", False),
        ("thing/__init__.pyi", False),
        ("thing/_native.c", False),
        ("thing/tests/test_it.py", False),
        ("thing/__pycache__/x.cpython-311.pyc", False),
        ("thing-1.0.dist-info/METADATA", False),
        ("thing-1.0.dist-info/LICENSE", True),
        ("thing-1.0.dist-info/licenses/COPYING.txt", True),
        ("thing-1.0.data/scripts/thing", False),
        ("stripe/params/__init__.py", False),
        ("stripe/checkout/_session.py", True),
    ],
)
def test_what_is_shipped_of_a_package(path, shipped):
    assert wanted(path.partition("/")[0], path) is shipped
