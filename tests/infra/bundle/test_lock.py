import pytest

from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.lock import lock_path, pinned, read_lock
from pelicart_infra.bundle.packages import packages_for
from pelicart_infra.bundle.target import Target

TEXT = f"""anyio==4.16.0 \\
    --hash=sha256:{"a" * 64} \\
    --hash=sha256:{"b" * 64}
cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:{"c" * 64}
"""
LAMBDA = Target("3.13", "arm64")


def test_a_lock_is_read_with_every_hash():
    pins = read_lock(TEXT)
    assert {name: pin.version for name, pin in pins.items()} == {"anyio": "4.16.0", "cffi": "2.1.1"}
    assert pins["anyio"].hashes == ("a" * 64, "b" * 64)
    assert pins["cffi"].text() == f"cffi==2.1.1 --hash=sha256:{'c' * 64}"


def test_a_package_that_the_lock_lacks_is_named():
    with pytest.raises(NoBundle, match="doesn't pin left, right: run  make lock"):
        pinned(["right", "left", "cffi"], read_lock(TEXT))


def test_our_own_lock_pins_whatever_a_function_imports():
    pins = read_lock(lock_path().read_text("utf-8"))
    names = packages_for({"jinja2", "jwt", "segno", "stripe", "cryptography"}, LAMBDA)
    assert all(pin.hashes for pin in pinned(names, pins))


def test_a_package_brings_those_that_it_requires_there():
    assert packages_for({"jinja2"}, LAMBDA) == {"jinja2", "markupsafe"}
    assert packages_for({"jwt"}, LAMBDA) == {"pyjwt"}  # not what signs by RSA, nor for old Pythons
    assert packages_for({"cryptography"}, LAMBDA) == {"cryptography", "cffi"}


def test_an_import_of_no_installed_package_says_what_to_do():
    with pytest.raises(NoBundle, match=r"pip install 'pelicart\[functions\]'"):
        packages_for({"nowhere"}, LAMBDA)
