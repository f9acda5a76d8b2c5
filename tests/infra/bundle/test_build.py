import hashlib
import json
import os
import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest
from tests.infra.bundle.conftest import plan_into
from tests.pelicart.shopfront import LIVE

from pelicart_infra.bundle import __main__ as command
from pelicart_infra.bundle.build import MANIFEST, build
from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.target import here


@pytest.fixture
def umask():
    """Sets a umask for a while."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def test_a_bundle_is_the_same_byte_for_byte_wherever_and_whenever_it_is_built(tmp_path, umask):
    made = []
    for mask, name in ((0o077, "first"), (0o000, "second")):
        umask(mask)
        folder = tmp_path / name
        build(plan_into(folder, functions=("order",), cache=folder), str)  # compiled anew
        made.append((folder / "order.zip").read_bytes())
    assert made[0] == made[1]


def test_a_bundle_is_the_same_whatever_else_is_built(tmp_path, bundles):
    build(plan_into(tmp_path, functions=("order",)), str)
    assert (tmp_path / "order.zip").read_bytes() == (bundles / "order.zip").read_bytes()


def test_everything_in_a_bundle_can_be_read_by_anybody_and_is_of_one_time(bundles):
    with ZipFile(bundles / "cart.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        for entry in archive.infolist():
            assert (entry.external_attr >> 16, entry.date_time[0]) == (0o100644, 1980)


def test_the_manifest_says_what_was_built_for_where(bundles):
    told = json.loads((bundles / MANIFEST).read_text("utf-8"))
    assert (told["runtime"], told["architecture"]) == (here().runtime, here().architecture)
    assert told["compiled"] is True
    for one in told["bundles"]:
        assert hashlib.sha256((bundles / one["file"]).read_bytes()).hexdigest() == one["sha256"]


def test_compiled_code_is_taken_unseen_and_says_where_lambda_has_its_source(bundles, tmp_path):
    with ZipFile(bundles / "cart.zip") as archive:
        (name,) = (n for n in archive.namelist() if "/__pycache__/money." in n)
        code = archive.read(name)
        assert not [n for n in archive.namelist() if n.startswith("jinja2/") and n.endswith(".py")]
    assert int.from_bytes(code[4:8], "little") == 0b01
    assert b"/var/task/pelicart/money.py" in code


def test_without_the_interpreter_sources_are_shipped_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("pelicart_infra.bundle.build.interpreter", lambda _: None)
    told = []
    build(plan_into(tmp_path, functions=("cart",)), told.append)
    assert told[0].startswith("NOT compiled, there is no Python")
    with ZipFile(tmp_path / "cart.zip") as archive:
        assert not [name for name in archive.namelist() if name.endswith(".pyc")]
        assert "jinja2/environment.py" in archive.namelist()
    assert json.loads((tmp_path / MANIFEST).read_text("utf-8"))["compiled"] is False


def test_packages_in_another_version_than_the_locks_are_refused(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    hashes = f"--hash=sha256:{'0' * 64}"
    lock.write_text(f"jinja2==1.0 {hashes}\nmarkupsafe==1.0 {hashes}\n", "utf-8")
    monkeypatch.setattr("pelicart_infra.bundle.parts.lock_path", lambda: lock)
    with pytest.raises(NoBundle, match=r"jinja2 .* is installed, not 1.0: run  make setup"):
        build(plan_into(tmp_path, functions=("cart",)), str)


def test_the_command_prints_a_table_and_fails_if_a_bundle_is_too_large(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    mine = here()
    asked = ["--installed", "--platform", "here", "--runtime", mine.python, "--function", "cart"]
    assert command.main(asked) == 0
    out = capsys.readouterr().out
    assert f"bundles for {mine.runtime} on {mine.architecture}" in out
    assert "jinja2, markupsafe" in out
    assert (tmp_path / "build/bundles/cart.zip").is_file()
    monkeypatch.setattr(command, "MOST", 1000)
    assert command.main(asked) == 1
    assert "over 1,000 bytes: cart" in capsys.readouterr().err


def test_installed_packages_fit_no_other_machine():
    done = subprocess.run(
        [sys.executable, "-m", "pelicart_infra.bundle", "--installed", "--runtime", "3.9"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"--installed only fits --platform {here().architecture}" in done.stderr


def test_the_live_templates_come_compiled_for_those_who_render(bundles):
    held = {}
    for name in ("order", "payment_notice"):
        with ZipFile(bundles / f"{name}.zip") as archive:
            held[name] = [n for n in archive.namelist() if "compiled_templates/" in n]
    assert len(held["order"]) == len(list((LIVE).rglob("*.html")))
    assert held["payment_notice"] == []


def test_a_published_theme_s_own_templates_are_compiled_instead(tmp_path, bundles):
    pages = tmp_path / "publication" / "pages"
    shutil.copytree(LIVE, pages / "live")
    (pages / "live" / "cart.html").write_text("ours", "utf-8")
    plan = plan_into(tmp_path, functions=("cart",), publication=tmp_path / "publication")
    build(plan, str)
    with ZipFile(bundles / "cart.zip") as usual, ZipFile(tmp_path / "cart.zip") as own:
        changed = [name for name in own.namelist() if usual.read(name) != own.read(name)]
    assert [name.rpartition("/")[0] for name in changed] == ["pelicart/compiled_templates"]


def test_a_folder_that_is_no_publication_is_refused(tmp_path):
    with pytest.raises(NoBundle, match=r"nothing was published in .*: run  pelican content"):
        build(plan_into(tmp_path, functions=("cart",), publication=tmp_path), str)


def test_annotations_that_nobody_reads_cost_nothing(unpacked):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from stripe import Charge; "
        "print(Charge.__annotations__['amount'])"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(unpacked / "payment_notice")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "int\n"
