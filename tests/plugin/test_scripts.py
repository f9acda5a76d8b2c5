"""The plugin's scripts in the built site."""

from __future__ import annotations

import json

from pelican.plugins.pelicart.scripts import STATIC, write_scripts


def test_a_build_puts_every_script_below_pelicart_of_the_site(site) -> None:
    site.build()
    written = {file.name: file.read_bytes() for file in (site.output / "pelicart").iterdir()}
    assert written.keys() == {file.name for file in STATIC.iterdir()}
    assert {"handoff.js", "shop.js"} < written.keys()


def test_scripts_travel_without_their_comments_and_others_as_they_are(site) -> None:
    site.build()
    for file in STATIC.iterdir():
        written, lean = (site.output / "pelicart" / file.name).read_text(), file.read_text()
        if file.name in {"handoff.js", "shop.js"}:
            lines = (line.strip() for line in lean.splitlines())
            lean = "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
        assert written == lean


def test_a_script_that_is_there_already_is_left_as_it_is(tmp_path) -> None:
    write_scripts(tmp_path)
    script = tmp_path / "pelicart/handoff.js"
    before = script.stat()
    write_scripts(tmp_path)
    assert script.stat() == before
    script.write_text("something else")
    write_scripts(tmp_path)
    assert script.read_text().startswith("(function () {")


def test_the_functions_learn_what_goes_before_an_address_of_the_site(site) -> None:
    site.build(SITEURL="https://shop.example/folder", SHOP={"currencies": ["EUR"], "base": "/x"})
    assert json.loads((site.publication / "shop.json").read_text("utf-8"))["base"] == "/folder"
