"""A shopper of the deployed shop, at an address of the machine's own."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx
from tests.e2e.page import Form, Page
from tests.e2e.shopper import Shopper

READING = 2.1
"""Seconds: the deployed shop takes nobody's order who was faster."""


@dataclass
class Visitor(Shopper):
    """Finds every host by `through`: the shop's, and the bucket's whence files come."""

    def __post_init__(self) -> None:
        super().__post_init__()
        jar = self.client.cookies.jar
        self.client.close()
        self.client = httpx.Client(
            cookies=jar, mounts={"https://": self.through}, trust_env=False, timeout=60
        )

    def press(self, form: Form) -> Page:
        """Reads a review before ordering."""
        if "shop-order" in form.element.get("class", ""):
            time.sleep(READING)
        return super().press(form)
