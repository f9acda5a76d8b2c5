"""Writes pages of the site, each only if something that went into it changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Template
from pelican.plugins.signals import content_written
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import FileOverwriteFailedError, Writer

from pelican.plugins.pelicart.manifest import Stamp, Written, stamp_of


class Output:
    """The output folder in one run; `written` becomes part of the manifest.

    One template context is shared by all pages: Pelican's own writer copies it for each.
    """

    def __init__(
        self, writer: Writer, context: Mapping[str, Any], before: Mapping[str, Written]
    ) -> None:
        self._writer, self._before = writer, before
        self._folder = Path(writer.output_path).absolute()
        # All products are for other pages of the site: ours would change with each of them.
        self._context = {key: value for key, value in context.items() if key != "products"}
        self._relative = bool(context["RELATIVE_URLS"])
        # Another plugin that works on written files must see all of them in each run.
        self._always = bool(content_written.receivers)
        self._parents: dict[Template, dict[str, Any]] = {}
        self.written: dict[str, Written] = {}
        self.rendered = 0

    def unchanged(self, save_as: str, *parts: str) -> str | None:
        """None if the file is as these parts would make it; else their digest, for `write`."""
        digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
        before = self._before.get(save_as)
        if before and before.digest == digest and not self._always:
            try:
                same = stamp_of(os.stat(f"{self._folder}/{save_as}")) == before.stamp  # noqa: PTH116  one of thousands
            except FileNotFoundError:
                same = False
            if same:
                self._claim(save_as)
                self.written[save_as] = before
                return None
        return digest

    def write(self, save_as: str, digest: str, template: Template, **variables: object) -> None:
        """Renders the page into its file."""
        self._claim(save_as)
        variables["output_file"] = save_as
        if self._relative:
            variables["SITEURL"] = path_to_url(get_relative_path(save_as))
        path = f"{self._folder}/{save_as}"
        stamp = _write(path, self._render(template, variables).encode())
        self.rendered += 1
        if self._always:
            content_written.send(path, context={**self._context, **variables})
        self.written[save_as] = Written(digest, stamp)

    def _render(self, template: Template, variables: Mapping[str, object]) -> str:
        parent = self._parents.get(template)
        if parent is None:
            parent = self._parents[template] = {**template.globals, **self._context}
        context = template.new_context(parent, shared=True)
        context.vars.update(variables)
        try:
            return "".join(template.root_render_func(context))
        except Exception:
            template.environment.handle_exception()  # as Template.render: lines of the template
            raise

    def _claim(self, save_as: str) -> None:
        """Two writers of one file are an error in Pelican, and so they are here."""
        path = f"{self._folder}/{save_as}"
        taken: set[str] = self._writer._written_files  # noqa: SLF001  the only place it is kept
        if path in taken:
            raise FileOverwriteFailedError(f"{save_as} is made by a product and by another page")
        taken.add(path)

    def remove_stale(self) -> None:
        """Removes what the last run wrote and this one didn't, if nobody else has changed it."""
        for save_as in sorted(self._before.keys() - self.written.keys()):
            path = self._folder / save_as
            if ".." in path.parts or str(path) in self._writer._written_files:  # noqa: SLF001
                continue
            if path.is_file() and stamp_of(path.stat()) == self._before[save_as].stamp:
                path.unlink()
                self._remove_empty(path.parent)

    def _remove_empty(self, folder: Path) -> None:
        while folder != self._folder and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _write(path: str, content: bytes) -> Stamp:
    """Most pages are new in a folder of their own, so that is tried first."""
    folder = path.rpartition("/")[0]
    try:
        os.mkdir(folder)  # noqa: PTH102  one of thousands
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder)  # noqa: PTH103  as above
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123  as above
        file.write(content)
        return stamp_of(os.fstat(file.fileno()))
