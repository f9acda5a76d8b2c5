"""`pelicart check` as a merchant runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CONF = """PATH = "content"
SITEURL = "{url}"
FEED_ALL_ATOM = None
SHOP = {{"currencies": {currencies}}}
"""
GOOD = "---\ntitle: Mug\nsku: MUG\nprice: 18.00 EUR\n---\n"


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pelicart_command", "check", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content" / "products").mkdir(parents=True)
    (tmp_path / "content/products/mug.md").write_text(GOOD)
    conf = CONF.format(url="https://shop.example", currencies='["EUR"]')
    (tmp_path / "pelicanconf.py").write_text(conf)
    return tmp_path


def test_a_sound_shop_is_summed_up_and_nothing_is_written(folder: Path) -> None:
    before = {path for path in folder.rglob("*") if "__pycache__" not in str(path)}
    done = check(folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 product with 1 variant, no drafts: no problem found.\n"
    assert {path for path in folder.rglob("*") if "__pycache__" not in str(path)} == before


def test_every_problem_is_told_with_file_and_line_and_the_exit_code_is_one(folder: Path) -> None:
    (folder / "content/products/cup.md").write_text(GOOD.replace("18.00", "18.001"))
    done = check(folder)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("content/products/cup.md:4: 18.001 has more decimals than EUR")
    clash = "content/products/mug.md:3: The SKU MUG is also in content/products/cup.md."
    assert any(line.startswith(clash) for line in lines)
    assert lines[-1] == "3 problems."


def test_a_currency_without_a_price_is_noted_and_no_problem(folder: Path) -> None:
    conf = CONF.format(url="http://localhost", currencies='["EUR", "CHF"]')
    (folder / "other.py").write_text(conf)
    done = check(folder, "-s", "other.py")
    assert done.returncode == 0
    assert "content/products/mug.md has no price in CHF: not for sale there." in done.stdout
    assert "need SITEURL to be an https address" in done.stdout


def test_a_missing_settings_file_is_said_in_one_line(folder: Path) -> None:
    done = check(folder, "-s", "gone.py")
    assert done.returncode == 1
    assert done.stderr == "pelicart: There is no gone.py. Name Pelican's settings with -s.\n"


def test_a_shop_without_products_is_no_problem(folder: Path) -> None:
    (folder / "content/products/mug.md").unlink()
    assert check(folder).stdout == "no products, no drafts: no problem found.\n"


def test_settings_that_python_cannot_read_are_named_at_their_line(folder: Path) -> None:
    (folder / "pelicanconf.py").write_text('PATH = "content"\nSHOP = {"currencies": ["EUR"]\n')
    done = check(folder)
    assert done.returncode == 1
    assert done.stdout.startswith("pelicanconf.py:2: This is no Python: '{' was never closed.")


def test_settings_without_a_shop_are_a_problem(folder: Path) -> None:
    (folder / "pelicanconf.py").write_text('PATH = "content"\nFEED_ALL_ATOM = None\n')
    done = check(folder)
    assert done.returncode == 1
    assert "pelicanconf.py:1: SHOP is missing." in done.stdout
