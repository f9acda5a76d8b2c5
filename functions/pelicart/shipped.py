"""Live templates that were compiled along with the functions, so that no cold start pays for it.

One is taken only for the very text it was made from: a theme's own, or one that was published
since, is compiled when it is first used.
"""

from __future__ import annotations

from os.path import dirname

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

FOLDER = "compiled_templates"
"""Beside this module; only a bundle has it."""


class Shipped(BytecodeCache):
    """Reads from the bundle, and keeps nothing: a function can't write there."""

    def __init__(self, folder: str = f"{dirname(__file__)}/{FOLDER}") -> None:  # noqa: PTH120
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket if it can; jinja2 compares text and versions."""
        try:
            with open(f"{self._folder}/{bucket.key}", "rb") as file:  # noqa: PTH123  as `clock`
                bucket.load_bytecode(file)
        except FileNotFoundError:
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Nothing."""
