"""The plugin's scripts in the built site."""

from __future__ import annotations

import json

from pelican.plugins.pelicart.scripts import STATIC, write_scripts


def test_a_build_puts_every_script_below_pelicart_of_the_site(site) -> None:
    site.build()
    written = {file.name: file.read_bytes() for file in (site.output / "pelicart").iterdir()}
    assert written == {file.name: file.read_bytes() for file in STATIC.iterdir()}
    assert "handoff.js" in written


def test_a_script_that_is_there_already_is_left_as_it_is(tmp_path) -> None:
    write_scripts(tmp_path)
    script = tmp_path / "pelicart/handoff.js"
    before = script.stat()
    write_scripts(tmp_path)
    assert script.stat() == before
    script.write_text("something else")
    write_scripts(tmp_path)
    assert script.read_bytes() == (STATIC / "handoff.js").read_bytes()


def test_the_functions_learn_what_goes_before_an_address_of_the_site(site) -> None:
    site.build(SITEURL="https://shop.example/folder", SHOP={"currencies": ["EUR"], "base": "/x"})
    assert json.loads((site.publication / "shop.json").read_text("utf-8"))["base"] == "/folder"
