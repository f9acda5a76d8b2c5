"""What is said of SHOP, and where in the settings file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pelican.settings import read_settings

from pelican.plugins.pelicart.conf import CONF, prepare
from pelican.plugins.pelicart.problems import BuildStopped
from pelican.plugins.pelicart.urls import page_url, read_urls, save_as
from pelicart.reading import Reader


def settings_of(folder: Path, shop: str) -> dict:
    (folder / "content").mkdir(exist_ok=True)
    file = folder / "shopconf.py"
    file.write_text(
        f'PATH = "content"\nSITEURL = ""\nFEED_ALL_ATOM = None\nSHOP = {shop}\n', "utf-8"
    )
    settings = read_settings(str(file))
    prepare(settings)
    return settings


def problems_of(folder: Path, shop: str) -> list[str]:
    return [str(problem) for problem in settings_of(folder, shop)[CONF].problems]


@pytest.mark.parametrize(
    ("shop", "line", "said"),
    [
        ('{"currencies": ["EUR"],\n "curency": 1}', 5, "Did you mean currencies?"),
        ('{\n"currencies": [\n"EUR",\n"EUX"]}', 7, "Unknown currency 'EUX'."),
        ("{}", 4, "currencies is missing."),
        ('{"currencies": ["EUR"],\n"urls": {\n"product": "shop/{slug}/"}}', 6, "cart and checkout"),
        ('{"currencies": ["EUR"],\n"urls": {"product": "p/"}}', 5, "It needs {slug} once"),
        ('{"currencies": ["EUR"],\n"urls": {"tag": "../{slug}/"}}', 5, "can't be an address"),
        ('{"currencies": ["EUR"],\n"urls": {"tag": "t/{slug}.html"}}', 5, "can't be an address"),
        ('{"currencies": ["EUR"],\n"urls": {"tags": "t/{slug}/"}}', 5, "Did you mean tag?"),
        ('{"currencies": ["EUR"],\n"per_page": 0}', 5, "from 1 to 1000"),
        ('{"currencies": ["EUR"],\n"listing": "oldest"}', 5, "Known: title, newest, price."),
        ('{"currencies": ["EUR"],\n"publication": "output/x"}', 5, "would be public"),
        ('{"currencies": ["EUR"],\n"publication": "."}', 5, "would be public"),
        ('{"currencies": ["EUR"],\n"taxes": {"rules": [\n{"to": ["FR"]}]}}', 6, "rates is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: str, line: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    [problem] = problems_of(tmp_path, shop)
    assert problem.startswith(f"shopconf.py:{line}: SHOP")
    assert said in problem


def test_a_shop_that_is_no_table_is_a_problem(tmp_path: Path) -> None:
    assert any("should be a table" in problem for problem in problems_of(tmp_path, "[1]"))


def test_as_little_as_a_currency_makes_a_shop(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '{"currencies": ["EUR"]}')
    conf = settings[CONF]
    assert conf.problems == ()
    assert conf.shop.languages == ("en",)
    assert settings["ARTICLE_EXCLUDES"] == ["pages", "products"]
    assert settings["PAGE_EXCLUDES"] == ["", "products"]


def test_a_tuple_is_as_good_as_a_list(tmp_path: Path) -> None:
    shop = '{"currencies": ("EUR", "JPY"), "languages": ("en", "fr")}'
    conf = settings_of(tmp_path, shop)[CONF]
    assert conf.problems == ()
    assert conf.shop.currencies == ("EUR", "JPY")
    assert conf.published["languages"] == ["en", "fr"]


@pytest.mark.parametrize("number", [1, 2, 12])
def test_addresses_of_pages_end_in_a_folder(number: int) -> None:
    url = page_url("products/category/size-1/", number)
    assert save_as(url).endswith("/index.html")
    assert url != page_url("products/category/size-12/", 1)


def test_default_addresses_leave_the_functions_theirs() -> None:
    problems: list = []
    urls = read_urls(Reader({}, (), problems))
    assert problems == []
    for url in (urls.product, urls.products, urls.category, urls.tag, urls.draft):
        assert not url.startswith("shop/")


def test_a_publication_below_another_site_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "output/.well-known/pelicart.json"
    mark.parent.mkdir(parents=True)
    mark.write_text("{}")
    folder = tmp_path / "output/fr"
    folder.mkdir()
    monkeypatch.chdir(folder)
    [problem] = problems_of(folder, '{"currencies": ["EUR"]}')
    assert "The publication would be public" in problem


def test_a_setting_is_found_in_the_file_that_assigns_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "content").mkdir()
    shop = 'SITEURL = "x"\nPATH = "content"\nFEED_ALL_ATOM = None\nSHOP = {\n"currencies": []}\n'
    (tmp_path / "baseconf_of_test.py").write_text(shop)
    (tmp_path / "publishconf_of_test.py").write_text("from baseconf_of_test import *\n")
    settings = read_settings("publishconf_of_test.py")
    prepare(settings)
    [problem] = map(str, settings[CONF].problems)
    assert problem.startswith("baseconf_of_test.py:5: SHOP['currencies']")


def test_a_missing_extra_is_said_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "comrak" else 1)
    with pytest.raises(BuildStopped):
        settings_of(tmp_path, '{"currencies": ["EUR"]}')
    assert 'needs comrak, not installed here. Run: pip install "pelicart[site]".' in (
        capsys.readouterr().err
    )


def test_importing_the_plugin_loads_nothing_heavy() -> None:
    code = (
        "import sys, pelican\nbefore = set(sys.modules)\nimport pelican.plugins.pelicart\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pelican.plugins.pelicart", "pelican.plugins.pelicart.hooks"]
