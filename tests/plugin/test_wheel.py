"""The wheel beside an existing Pelican site, in a virtual environment that has nothing of ours."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import lxml.html
import pytest

ROOT = Path(__file__).parents[2]
CONF = """
SITENAME = "An existing site"
PATH = "content"
THEME = "{theme}"
PLUGINS = ["pelicart"]
SHOP = {{"currencies": ["EUR"]}}
"""
PRODUCT = "---\ntitle: Mug\nsku: MUG\nprice: 22.00 EUR\n---\nOf clay.\n"
ARTICLE = "News\n####\n\n:date: 2026-01-01\n\nText.\n"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with the built wheel; dependencies come from the environment of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation", "--no-index", "-q"]
    built = run(*pip, "wheel", *options, "-w", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    [wheel] = folder.glob("pelicart-*.whl")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    python = folder / "venv/bin/python"
    into = [*pip, "--python", python, "install", "--no-deps", "--no-index", "-q", wheel]
    installed = run(*into, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    [packages] = (folder / "venv/lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_an_existing_site_sells_with_two_settings(python: Path, tmp_path: Path, theme: str) -> None:
    (tmp_path / "content/products").mkdir(parents=True)
    (tmp_path / "content/news.rst").write_text(ARTICLE)
    (tmp_path / "content/products/mug.md").write_text(PRODUCT)
    (tmp_path / "pelicanconf.py").write_text(CONF.format(theme=theme))
    built = run(python, "-m", "pelican", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    page = lxml.html.parse(str(tmp_path / "output/product/mug/index.html"))
    [form] = page.xpath('//form[@method="post"][@action="/shop/cart"]')
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert fields == {"sku": "MUG", "quantity": "1", "lang": "en", "currency": "EUR"}
    assert form.xpath(".//button")
    assert "Of clay." in page.getroot().text_content()
    assert (tmp_path / "publication/build.json").is_file()
    assert (tmp_path / "output/news.html").is_file()


def test_it_is_the_wheel_that_was_tried(python: Path, tmp_path: Path) -> None:
    code = "import pelicart, pelican.plugins.pelicart as p; print(pelicart.__file__, p.__file__)"
    asked = run(python, "-c", code, cwd=tmp_path)
    assert asked.stdout.count(str(python.parents[1])) == 2, asked.stderr


def test_a_broken_product_ends_the_build_with_exit_code_one_and_no_traceback(
    python: Path, tmp_path: Path
) -> None:
    (tmp_path / "content/products").mkdir(parents=True)
    (tmp_path / "content/products/mug.md").write_text(PRODUCT.replace("22.00", "-22.00"))
    (tmp_path / "pelicanconf.py").write_text(CONF.format(theme="simple"))
    built = run(python, "-m", "pelican", cwd=tmp_path)
    assert built.returncode == 1
    assert "content/products/mug.md:4: -22.00 is negative." in built.stderr.splitlines()[-1]
    assert "Traceback" not in built.stdout + built.stderr
    assert not (tmp_path / "output/product").exists()
    assert not (tmp_path / "publication").exists()
