"""Where settings are found, and what stops before anything is sent."""

from __future__ import annotations

import pytest

from pelicart_command.publishing.building import (
    checked,
    folders,
    of_stage,
    settings_file,
)
from pelicart_command.publishing.errors import NotBuilt

SHOP = "SITEURL = 'https://shop.example'\nPLUGINS = ['pelicart']\nSHOP = {'currencies': ['EUR']}\n"


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_settings_for_publishing_come_before_those_for_writing(tmp_path):
    with pytest.raises(NotBuilt, match=r"pelicanconf\.py"):
        settings_file(None)
    (tmp_path / "pelicanconf.py").touch()
    assert settings_file(None) == "pelicanconf.py"
    (tmp_path / "publishconf.py").touch()
    assert settings_file(None) == "publishconf.py"
    assert settings_file("pelicanconf.py") == "pelicanconf.py"
    with pytest.raises(NotBuilt, match=r"other\.py"):
        settings_file("other.py")


def test_site_and_publication_are_where_settings_say(tmp_path):
    (tmp_path / "conf.py").write_text(f"{SHOP}OUTPUT_PATH = 'www'\n")
    where = folders("conf.py")
    assert (where.output, where.publication) == (tmp_path / "www", tmp_path / "publication")


def test_problems_stop_it_before_the_build(tmp_path, capsys):
    products = tmp_path / "content" / "products"
    products.mkdir(parents=True)
    (products / "mug.md").write_text("---\ntitle: Mug\nsku: MUG\nprice: much\n---\n")
    (tmp_path / "conf.py").write_text(f"{SHOP}PATH = 'content'\n")
    with pytest.raises(NotBuilt, match="Nothing was built or sent"):
        checked("conf.py")
    assert "mug.md" in capsys.readouterr().out


def test_a_site_without_a_shop_is_not_published(tmp_path):
    (tmp_path / "conf.py").write_text("PLUGINS = []\n")
    with pytest.raises(NotBuilt):
        folders("conf.py")


def test_a_build_for_another_address_is_not_published():
    of_stage({"origin": "https://shop.example/"}, "https://shop.example", "production")
    with pytest.raises(
        NotBuilt, match=r"for http://127\.0\.0\.1:8000, and the stage production is"
    ):
        of_stage({"origin": "http://127.0.0.1:8000"}, "https://shop.example", "production")
