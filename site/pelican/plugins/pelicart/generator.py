"""The generator of products: Pelican lets all generators read first, and then all write."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from blinker import signal
from pelican.generators import Generator

from pelican.plugins.pelicart.collecting import uncollected
from pelican.plugins.pelicart.conf import CONF, SITE_MARK, Conf, key_of
from pelican.plugins.pelicart.digital import digital_of
from pelican.plugins.pelicart.display import Display
from pelican.plugins.pelicart.exposed import exposed_by_site
from pelican.plugins.pelicart.levels import read_left
from pelican.plugins.pelicart.links import Body, body_of
from pelican.plugins.pelicart.listings import arrange
from pelican.plugins.pelicart.live import try_live_templates
from pelican.plugins.pelicart.manifest import Manifest, load
from pelican.plugins.pelicart.output import Output
from pelican.plugins.pelicart.problems import Located, stop
from pelican.plugins.pelicart.publisher import live_templates, make_pages, publish
from pelican.plugins.pelicart.rendering import Rendering
from pelican.plugins.pelicart.scripts import write_scripts
from pelican.plugins.pelicart.shelf import read_shelf
from pelican.plugins.pelicart.speech import speech_of
from pelican.plugins.pelicart.templating import folders

logger = logging.getLogger(__name__)

product_generator_init = signal("product_generator_init")
product_generator_preread = signal("product_generator_preread")
product_generator_context = signal("product_generator_context")
product_generator_finalized = signal("product_generator_finalized")


class ProductsGenerator(Generator):  # type: ignore[misc]
    """Reads product files and writes product pages, listings and the publication.

    Its signals have the shape of Pelican's own: `_init`, `_preread` and `_finalized` are sent
    with the generator, `_context` with it and, as `metadata`, the context of all product pages.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Pelican's own
        super().__init__(*args, **kwargs)
        self.conf: Conf = self.settings[CONF]
        product_generator_init.send(self)

    @uncollected()
    def generate_context(self) -> None:
        """Reads and checks everything; stops the build if there is a problem anywhere."""
        product_generator_preread.send(self)
        self._started = time.time_ns()
        self._before = load(self.conf.cache, key_of(self.conf))
        self.shelf = read_shelf(self.conf, self._before, self.settings["IGNORE_FILES"])
        problems = [*self.conf.problems, *self.shelf.problems]
        self._left = read_left(self.conf, time.time(), problems)
        home = self.settings["DEFAULT_LANG"]
        self._speech = speech_of(self.conf, home, Path(self.theme), self._before.speech, problems)
        stop(problems)
        self.arrangement = arrange(self.shelf.entries, self.conf)
        self._share_context()
        self._share_sources()
        product_generator_finalized.send(self)

    def _share_context(self) -> None:
        """What every page of the site may use: the home page, menus."""
        shared = {
            "lang": self.settings["DEFAULT_LANG"],
            "currencies": self.conf.shop.currencies,
            "timezone": self.settings.get("TIMEZONE", "UTC"),
            "reread": self._reread,
            "left": self._left,
        }
        self._display = Display(shared)
        self.context["products"] = self._display.shown(self.arrangement.listings[0].entries)
        self.context["card"] = self._display.card
        self.context["product_categories"] = self.arrangement.categories
        self.context["products_url"] = self.conf.urls.products
        self.context["shop"] = self.conf.shop
        spoken = self._speech.variables(self.settings["DEFAULT_LANG"], self.env)
        for name, value in spoken.items():
            self.context.setdefault(name, value)
        product_generator_context.send(self, metadata=self.context)

    def _reread(self, path: str) -> bytes:
        from pelican.plugins.pelicart.product_file import (  # noqa: PLC0415  YAML and Markdown
            read_again,
        )

        return read_again(path, self.conf)

    def _share_sources(self) -> None:
        """Articles may link to products, products to anything, and pictures must be copied."""
        self._bodies: dict[str, Body] = {}
        for entry in self.shelf.entries:
            self.context["generated_content"][entry.path] = entry.facts
            self.context["static_links"].update(entry.facts.pictures)
            if entry.facts.linked:
                body = self._bodies[entry.path] = body_of(
                    self._display.page(entry), self.settings, self.context
                )
                self.context["static_links"] |= body.get_static_links()

    def keep_files(self) -> None:
        """Stops the build if it would put a file for sale into the site; by now all is read."""
        made = self.context["generated_content"].keys()
        copied = self.context["static_content"].keys()
        found = exposed_by_site(self.shelf.entries, self.conf, made, copied)
        stop([replace(one, file=self.conf.named(one.file)) for one in found])

    def generate_output(self, writer: Any) -> None:  # noqa: ANN401  any plugin's writer
        """Renders what changed, and publishes; the site has no build id until it is whole."""
        (self.conf.output / SITE_MARK).unlink(missing_ok=True)
        problems: list[Located] = []
        live = live_templates(folders(self.env))
        pages = make_pages(self.env, self.context, self.conf, self._speech, problems)
        tried = try_live_templates(live, pages, self.conf.shop, self._before.tried, problems)
        stop(problems)
        output = self._render(writer)
        write_scripts(self.conf.output)
        published = [entry for entry in self.shelf.entries if entry.published]
        lines, digests = [one.line for one in published], [*map(self._left.digest, published)]
        sold = filter(None, (digital_of(entry.facts) for entry in published))
        build = publish(self.conf, lines, pages, live, digests, sold)
        manifest = Manifest(
            key=key_of(self.conf),
            made=self._started,
            files=self.shelf.known,
            outputs=output.written,
            tried=tried,
            speech=self._speech.as_data(),
        )
        if not manifest.serves_for(self._before):
            manifest.save(self.conf.cache)
        logger.info("Pelicart: build %s, %d pages written", build, output.rendered)

    def _render(self, writer: Any) -> Output:  # noqa: ANN401  as above
        output = Output(writer, self.context, self._before.outputs)
        speech, left = self._speech.digest, self._left
        rendering = Rendering(
            self.env, self.conf, self.context, self._display, output, speech, left
        )
        rendering.pages(self.shelf.entries, self.arrangement, self._bodies)
        stop(rendering.problems)
        output.remove_stale()
        return output
